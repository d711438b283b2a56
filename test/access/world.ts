/** A server of a test's own on a store that the test holds in its hands, and rooms in which everybody has their part. */
import { rm } from "node:fs/promises";
import { pino } from "pino";
import { invitationId, newToken, tokenHash } from "../../src/chat/invitations/token";
import { randomId } from "../../src/engine";
import { type Rank, RANKS, SERVER_ROOM } from "../../src/protocol";
import { readConfig } from "../../src/start/config";
import {
  type Decision,
  type OpenStore,
  openStore,
  type Profile,
  readLocation,
} from "../../src/store";
import { quickFolder } from "../support/folder";
import { preparedDatabase } from "../support/postgres";
import { serveOn, UNLIMITED } from "../support/server";
import { ABSENT, ADDRESS_HEADER, type Actor, person, SECRET } from "./cast";

export const STORES = ["SQLite", "Postgres"] as const;
export type StoreName = (typeof STORES)[number];
export const ENTRIES = ["open", "invited"] as const;
export type Entry = (typeof ENTRIES)[number];

/** A room as somebody meets it: an open one that they have joined or not, a closed one, or one of two people. */
export const PLACES = ["outside", "inside", "closed", "direct"] as const;
export type Place = (typeof PLACES)[number];

/** Whether only its members know of it. */
export const isHiddenPlace = (place: Place) => place === "closed" || place === "direct";

export interface World extends AsyncDisposable {
  url: string;
  store: OpenStore;
  /** Every line of its log, at the level that has most of them. */
  logged: string[];
}

/** A place of a store's kind for one test. */
export async function locationOf(store: StoreName): Promise<AsyncDisposable & { url: string }> {
  if (store === "Postgres") return preparedDatabase();
  const folder = await quickFolder("chuan-access-");
  return {
    url: `sqlite:${folder}/chuan.db`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `replace` puts other parts into the store, for a test that watches what is asked of it. */
export async function openMachine(
  databaseUrl: string,
  env: Record<string, string> = {},
  replace: (store: OpenStore) => OpenStore = (store) => store,
): Promise<World> {
  const opened = await openStore(readLocation(databaseUrl), {
    onFault: (error) => {
      throw error;
    },
    files: { place: "beside", bytes: 0 },
  });
  const store = replace(opened);
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DRAIN_SECONDS: "0",
    MAX_ROOMS: "0",
    TRUSTED_PROXY: ADDRESS_HEADER,
    ...UNLIMITED,
    ...env,
  });
  const logged: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void logged.push(line) });
  const server = await serveOn(store, config, logger);
  return { url: server.url, store, logged, [Symbol.asyncDispose]: () => server.stop() };
}

/** A machine on a store of its own. */
export async function openWorld(
  name: StoreName,
  env?: Record<string, string>,
  replace?: (store: OpenStore) => OpenStore,
): Promise<World> {
  const location = await locationOf(name);
  const machine = await openMachine(location.url, env, replace);
  return {
    ...machine,
    async [Symbol.asyncDispose]() {
      await machine[Symbol.asyncDispose]();
      await location[Symbol.asyncDispose]();
    },
  };
}

/** Makes a decision durable whatever is so, as a command in a shell does. It depends on nobody: facts about everybody in each room take long. */
export async function decree({ store }: Pick<World, "store">, decision: Decision): Promise<void> {
  const { profiles = [], members = [], restrictions = [], lifted = [] } = decision;
  const changed = [...profiles, ...members, ...restrictions, ...lifted];
  const rooms = new Set(changed.map(({ room }) => room));
  const question = {
    rooms: [...rooms],
    people: [],
    invitation: decision.invitation?.id,
  };
  await store.community.decide(question, () => decision);
}

/** Who has which rank on the server, and who has none. The people of rooms must be known where one comes in by invitation. */
export function serverRanks(entry: Entry): NonNullable<Decision["members"]> {
  const least = entry === "invited" ? "member" : undefined;
  const given: [name: string, Rank | undefined][] = [
    ["known", "member"],
    ["member", least],
    ["moderator", least],
    ["owner", least],
    ["server's moderator", "moderator"],
    ["server's owner", "owner"],
    ["muted", least],
    ["banned", least],
    [ABSENT.open.member.name, undefined],
  ];
  return given.map(([name, rank]) => ({ room: SERVER_ROOM, person: person(name), rank }));
}

/** A room of a test, with its two messages: the first is of the absent member, the second of who acts. */
export interface Staged {
  room: string;
  place: Place;
  actor: Actor;
  /** Of an invitation by the absent member. */
  token: string;
  /** The id of a report by the absent owner. */
  report: string;
}

const nameOf = (place: Place) =>
  isHiddenPlace(place) ? `~${randomId(16)}` : `room-${randomId(9).replaceAll("_", "x")}x`;

/** What the rooms have: two messages, the second of who acts; an invitation by the absent member. */
interface Furniture {
  profile?: Partial<Profile> | undefined;
  isSaid?: boolean;
  isInvitedTo?: boolean | undefined;
  isReported?: boolean | undefined;
  isMuted?: boolean | undefined;
}

/** A room for each of the actors in each place, which nobody has used before. */
export async function stage(
  world: World,
  actors: readonly Actor[],
  { profile = {}, isSaid = false, isInvitedTo = false, isReported, isMuted }: Furniture = {},
): Promise<Staged[]> {
  const staged = PLACES.flatMap((place) =>
    actors.map((actor): Staged => ({
      room: nameOf(place),
      place,
      actor,
      token: newToken(),
      report: randomId(12),
    })),
  );
  await decree(world, {
    profiles: staged.map(({ room, place }) => profileOf(room, place, profile)),
    members: staged.flatMap(membersOf),
    restrictions: [...staged.flatMap(restrictionsOf), ...(isMuted ? staged.map(muteOfMember) : [])],
  });
  if (isSaid) await Promise.all(staged.map((one) => speak(world, one)));
  if (isReported) await Promise.all(staged.map((one) => reportIn(world, one)));
  await Promise.all(
    staged.map(async ({ actor, room }) => {
      if (actor.role === "banned") await actor.knowsOfBan(room);
      else if (rankIn(actor)) await actor.toldOf(room);
    }),
  );
  if (isInvitedTo)
    for (const { room, place, token } of staged)
      await decree(world, { invitation: invitationBy(absentIn(place).member.from, room, token) });
  return staged;
}

/**
 * Takes everybody's part in the rooms away: what a server does for a person takes as long as they have rooms, and in the end
 * everybody would have hundreds.
 */
export async function clear(world: World, staged: readonly Staged[]): Promise<void> {
  await decree(world, {
    members: staged.flatMap(membersOf).map((one) => ({ ...one, rank: undefined })),
    lifted: staged.flatMap(restrictionsOf).map(({ room, from }) => ({ room, from })),
  });
}

export const absentIn = (place: Place) => ABSENT[isHiddenPlace(place) ? "closed" : "open"];

function profileOf(room: string, place: Place, more: Partial<Profile>): Profile {
  if (place === "direct") return { room, kind: "direct", at: 5, ...more };
  const base = { room, founder: absentIn(place).owner.from, at: 5, ...more };
  return place === "closed"
    ? { ...base, kind: "closed", title: `${SECRET} title`, topic: `${SECRET} topic` }
    : { ...base, kind: "open" };
}

/** The rank that a role is called by, if it is one. */
function rankIn({ role }: Actor): Rank | undefined {
  return role === "muted" ? "member" : RANKS.find((rank) => rank === role);
}

/** What somebody may not do in a room of a test, by an act of the absent owner. */
function restrictionsOf({ room, place, actor }: Staged): NonNullable<Decision["restrictions"]> {
  const { role, from } = actor;
  if (role !== "muted" && role !== "banned") return [];
  const kind = role === "muted" ? "mute" : "ban";
  return [restrictionOf(kind, { room, from, by: absentIn(place).owner.from })];
}

/** For an hour. */
export function restrictionOf(
  kind: "mute" | "ban",
  whom: { room: string; from: string; by: string },
): NonNullable<Decision["restrictions"]>[number] {
  const at = Date.now();
  return { ...whom, kind, until: at + 3_600_000, reason: "spam", at };
}

function muteOfMember({ room, place }: Staged) {
  const { member, owner } = absentIn(place);
  return restrictionOf("mute", { room, from: member.from, by: owner.from });
}

/** The members of the place: the actor with the rank of their role, and people who are absent. One is of two people, without ranks. */
function membersOf({ room, place, actor }: Staged): NonNullable<Decision["members"]> {
  const { member, owner } = absentIn(place);
  const rank = rankIn(actor);
  if (place === "direct") {
    const other = rank ? person(actor.role) : owner;
    return [member, other].map((one) => ({ room, person: one, rank: "member" }));
  }
  return [
    ...(rank ? [{ room, person: person(actor.role), rank }] : []),
    { room, person: member, rank: "member" },
    { room, person: owner, rank: "owner" },
  ];
}

/** Two messages: the first is of the absent member, the second of who acts. */
async function speak({ store: { log } }: World, { room, place, actor }: Staged): Promise<void> {
  const { from, name } = absentIn(place).member;
  const txt = isHiddenPlace(place) ? `${SECRET} text` : "hello";
  await log.append({ room, id: "first", from, name, txt });
  await log.append({ room, id: "second", from: actor.from, name: actor.role, txt });
}

/** The first message is reported by the absent owner. */
function reportIn({ store }: World, { room, place, report }: Staged): Promise<unknown> {
  const { member, owner } = absentIn(place);
  const by = { by: owner.from, at: Date.now(), reason: "spam" };
  return store.community.report({ id: report, room, seq: 1, from: member.from, ...by });
}

/** An invitation with many uses. */
export function invitationBy(maker: string, room: string, token: string, rank: Rank = "member") {
  const at = Date.now();
  const kept = { id: invitationId(token), hash: tokenHash(token), room, rank, maker };
  return { ...kept, at, until: at + 86_400_000, uses: 100, used: 0 };
}
