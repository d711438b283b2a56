/**
 * The database's notifications about rooms, over a connection of their own. Postgres sends a notification only
 * to the connections that listen at that moment, so a subscriber learns when it may have missed one. A machine
 * that has heard nothing for a while sends a notification itself: if it does not hear that, its connection is dead.
 */
import { SQL } from "bun";
import * as v from "valibot";
import { channelOf, PULSE, SAY_SOMETHING } from "./channels";
import {
  answered,
  AT_BOOT,
  atBoot,
  type Connections,
  DatabaseAway,
  MAX_LIFETIME,
} from "./connections";
import { type DatabasePatience, DATABASE_PATIENCE } from "./patience";

/** The payload of a notification: the name of a room, and what its sender has added. */
const News = v.looseObject({ room: v.string() });
export type Payload = v.InferOutput<typeof News>;

export interface Subscriber {
  heard: (news: Payload) => void;
  /** Listening has begun, or begun again: earlier notifications may have been missed. */
  listening: () => void;
}

/** Receives every notification on the channels that this machine listens to. */
export interface Bystander {
  heard: (news: Payload) => void;
  /** As for a subscriber, once for each room with subscribers. */
  listening: (room: string) => void;
}

export interface Notifications {
  /** Listens to what is said about a room until the returned function is called. Rejects with `DatabaseAway`. */
  subscribe: (room: string, subscriber: Subscriber) => Promise<() => void>;
  overhear: (bystander: Bystander) => void;
  /** Calls `listener` with false when the database is away, and with true when all channels are heard again. */
  onAvailability: (listener: (isThere: boolean) => void) => void;
  /** How often it had to reconnect. */
  reconnections: () => number;
  /** For how many milliseconds nothing was heard, not even a sign of life. */
  silentFor: () => number;
  close: () => Promise<void>;
}

/** One of Postgres's channels: those who listen to it, by room, and the handle that ends it. */
interface Channel {
  rooms: Map<string, Set<Subscriber>>;
  handle: Promise<SQL.ListenSubscription>;
}

/** Milliseconds until a connection that failed is tried again. */
const RETRY = 250;
const NOBODY_WAITS = () => {};

/**
 * Listens to the database at `url`, to which `database` is another way. Rejects with one clear line when
 * nothing is heard by that way.
 */
export async function openNotifications(
  url: string,
  database: Connections,
  patience: DatabasePatience = DATABASE_PATIENCE,
): Promise<Notifications> {
  const channels = new Map<string, Channel>();
  const bystanders = new Set<Bystander>();
  const watchers = new Set<(isThere: boolean) => void>();
  let connection = connect(AT_BOOT);
  let heardAt = performance.now();
  let timer: Timer | undefined;
  /** Whether every channel has been listened to on this connection. */
  let isWhole = true;
  let isThere = true;
  let isClosed = false;
  let echo = NOBODY_WAITS;
  let reconnections = 0;

  function connect(ms = patience.connection): SQL {
    // No further settings: a pooler in session mode would refuse a connection that comes with any.
    return new SQL(url, { max: 1, maxLifetime: MAX_LIFETIME, connectionTimeout: ms / 1000 });
  }

  function listen(
    name: string,
    rooms: Channel["rooms"],
    ms = patience.answer,
  ): Promise<SQL.ListenSubscription> {
    const heard = (payload: string) => {
      // What one channel carries says nothing of the others until all of them are listened to.
      if (isWhole) heardAt = performance.now();
      echo();
      const news = newsIn(payload);
      if (news) tell(rooms, news);
    };
    const listening = () => {
      for (const [room, subscribers] of rooms) {
        for (const subscriber of subscribers) subscriber.listening();
        for (const bystander of bystanders) bystander.listening(room);
      }
    };
    return answered(connection.listen(name, heard, listening), ms);
  }

  function tell(rooms: Channel["rooms"], news: Payload): void {
    for (const { heard } of rooms.get(news.room) ?? []) heard(news);
    for (const { heard } of bystanders) heard(news);
  }

  function open(name: string, ms?: number): Channel {
    const rooms: Channel["rooms"] = new Map();
    const channel = { rooms, handle: listen(name, rooms, ms) };
    channels.set(name, channel);
    return channel;
  }

  /**
   * Listens on a new connection, without waiting for the end of the old one. It waits until the database answers
   * before it listens: a LISTEN that the network drops is never answered.
   */
  async function reconnect(): Promise<void> {
    await database.run(SAY_SOMETHING, []);
    if (isClosed) return;
    reconnections += 1;
    void connection.close({ timeout: 0 });
    connection = connect();
    isWhole = false;
    for (const [name, channel] of channels) channel.handle = listen(name, channel.rooms);
    await Promise.all(channels.values().map(({ handle }) => handle));
    heardAt = performance.now();
    isWhole = true;
  }

  async function isHearing(): Promise<boolean> {
    if (!isWhole) return false;
    return performance.now() - heardAt < patience.silence || (await hearsItself(patience.echo));
  }

  /** Rejects with `DatabaseAway` when it cannot even be said. */
  async function hearsItself(ms: number): Promise<boolean> {
    const heard = new Promise<true>((resolve) => (echo = () => resolve(true)));
    await database.run(SAY_SOMETHING, []);
    const { promise: unheard, resolve } = Promise.withResolvers<false>();
    const patient = setTimeout(() => resolve(false), ms);
    // A timer that is left would keep a command from ending.
    return Promise.race([heard, unheard]).finally(() => clearTimeout(patient));
  }

  async function check(): Promise<void> {
    // At random, so that mostly one machine sends a sign of life, and the others, which hear it, need not.
    let pause = patience.silence * (1 + Math.random());
    try {
      if (!(await isHearing()) && !isClosed) await reconnect();
      notice(true);
    } catch {
      notice(false);
      // A network that fails one connection mostly fails all.
      isWhole = false;
      pause = RETRY;
    }
    if (!isClosed) timer = setTimeout(() => void check(), pause);
  }

  function notice(now: boolean): void {
    if (now === isThere || isClosed) return;
    isThere = now;
    for (const listener of watchers) listener(isThere);
  }

  function unsubscribe(room: string, subscriber: Subscriber): void {
    const name = channelOf(room);
    const channel = channels.get(name);
    const subscribers = channel?.rooms.get(room);
    subscribers?.delete(subscriber);
    if (!channel || !subscribers || subscribers.size > 0) return;
    channel.rooms.delete(room);
    if (channel.rooms.size > 0) return;
    channels.delete(name);
    // A subscription that cannot be ended has ended.
    channel.handle.then((handle) => handle.unlisten()).catch(() => {});
  }

  async function begin(): Promise<void> {
    await open(PULSE, AT_BOOT).handle;
    // Silence means something only after the sign of life was sent.
    await atBoot(() => database.run(SAY_SOMETHING, []));
    if (await hearsItself(patience.echoAtBoot)) return;
    throw new Error(
      `nothing that is said in the database is heard at ${new URL(url).host}: where DATABASE_URL leads to a pooler in transaction mode, set DIRECT_DATABASE_URL to the same database past it`,
    );
  }

  try {
    await begin();
  } catch (error) {
    await connection.close({ timeout: 0 });
    throw error;
  }
  timer = setTimeout(() => void check(), patience.silence);

  return {
    async subscribe(room, subscriber) {
      const name = channelOf(room);
      const channel = channels.get(name) ?? open(name);
      channel.rooms.set(room, (channel.rooms.get(room) ?? new Set()).add(subscriber));
      try {
        await channel.handle;
      } catch (error) {
        unsubscribe(room, subscriber);
        throw new DatabaseAway("the database could not be listened to", { cause: error });
      }
      return () => unsubscribe(room, subscriber);
    },

    onAvailability: (listener) => void watchers.add(listener),
    overhear: (bystander) => void bystanders.add(bystander),
    reconnections: () => reconnections,
    silentFor: () => performance.now() - heardAt,

    async close() {
      isClosed = true;
      clearTimeout(timer);
      await connection.close({ timeout: 0 });
    },
  };
}

/** Other programs may send anything on these channels: a payload of another shape is ignored. */
function newsIn(payload: string): Payload | undefined {
  try {
    const news = v.safeParse(News, JSON.parse(payload));
    return news.success ? news.output : undefined;
  } catch {
    return undefined;
  }
}
