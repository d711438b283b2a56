/** A server of a test's own on a store that the test holds in its hands, and what the test decides in it. */
import { rm } from "node:fs/promises";
import { pino } from "pino";
import { invitationId, tokenHash } from "../../src/chat/invitations/token";
import { type Rank, SERVER_ROOM } from "../../src/protocol";
import { readConfig } from "../../src/start/config";
import { type Decision, type OpenStore, openStore, readLocation } from "../../src/store";
import { quickFolder } from "../support/folder";
import { preparedDatabase } from "../support/postgres";
import { serveOn, UNLIMITED } from "../support/server";
import { ABSENT, ADDRESS_HEADER, person } from "./cast";

export const STORES = ["SQLite", "Postgres"] as const;
export type StoreName = (typeof STORES)[number];
export const ENTRIES = ["open", "invited"] as const;
export type Entry = (typeof ENTRIES)[number];

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

/** A mute or a ban for an hour. */
export function restrictionOf(
  kind: "mute" | "ban",
  whom: { room: string; from: string; by: string },
): NonNullable<Decision["restrictions"]>[number] {
  const at = Date.now();
  return { ...whom, kind, until: at + 3_600_000, reason: "spam", at };
}

/** An invitation with many uses. */
export function invitationBy(maker: string, room: string, token: string, rank: Rank = "member") {
  const at = Date.now();
  const kept = { id: invitationId(token), hash: tokenHash(token), room, rank, maker };
  return { ...kept, at, until: at + 86_400_000, uses: 100, used: 0 };
}
