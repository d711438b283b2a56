/** Asks every row of the table, as everybody, everywhere. */
import { newToken } from "../../src/chat/invitations/token";
import { randomId } from "../../src/engine";
import { type EventName, SERVER_ROOM } from "../../src/protocol";
import type { Actor, Role } from "./cast";
import { IN_ROOMS, ON_THE_SERVER, type Row, WITHOUT_A_ROOM } from "./rows";
import { clear, isHiddenPlace, type Place, stage, type Staged } from "./stage";
import { decree, type Entry, serverRanks, type World } from "./world";

/** Where a row is asked: of a room in a place, of a closed room that is not there, of the server, or of no room. */
export type Table = Place | "missing" | "server" | "none";

export interface Answered {
  table: Table;
  title: string;
  role: Role;
  /** The bytes of the answer. */
  answer: string;
}

export const titleOf = ({ event, what }: Row) => (what === undefined ? event : `${event} ${what}`);

/** Events about messages and those who are there: in closed rooms too, one has to have joined for them. */
const TAKES_JOINING = new Set<EventName>([
  "chuan",
  "typing",
  "people",
  "react",
  "edit",
  "remove",
  "leave",
]);
const ABOUT_MESSAGES = new Set<EventName>([
  "history",
  "react",
  "reactors",
  "edit",
  "remove",
  "sweep",
  "report",
  "decide",
  "said",
]);

/** Rows that are asked at the same time: of more, the last would wait for longer than the store's patience where a machine has much to do. */
const AT_ONCE = 3;

function mustBeJoined({ event }: Row, place: Place): boolean {
  if (isHiddenPlace(place)) return TAKES_JOINING.has(event);
  return place === "inside" && event !== "join";
}

/** Asks each row as each of the actors, about rooms of its own, and about a closed one that is not there. */
export async function askEverything(
  world: World,
  entry: Entry,
  actors: readonly Actor[],
): Promise<Answered[]> {
  const answered: Answered[] = [];

  async function ask(table: Table, row: Row, staged: Staged): Promise<void> {
    const { actor } = staged;
    const answer = await actor.ask(row.event, ...row.args(staged));
    answered.push({ table, title: titleOf(row), role: actor.role, answer });
  }

  async function askInRooms(row: Row): Promise<Staged[]> {
    const furniture = { ...row, isSaid: ABOUT_MESSAGES.has(row.event) };
    const staged = await stage(world, actors, furniture);
    const missing = {
      room: `~${randomId(16)}`,
      place: "closed" as const,
      token: newToken(),
      report: randomId(12),
    };
    await Promise.all([
      ...staged.map(async (one) => {
        const { actor, place, room } = one;
        if (mustBeJoined(row, place)) await actor.client.ask("join", { room });
        await ask(place, row, one);
      }),
      ...actors.map((actor) => ask("missing", row, { ...missing, actor })),
    ]);
    return staged;
  }

  async function askAside(table: Table, row: Row, token: string): Promise<void> {
    const there = { room: SERVER_ROOM, place: "closed" as const, token, report: "" };
    await Promise.all(actors.map((actor) => ask(table, row, { ...there, actor })));
    // What somebody was granted is taken back.
    if (table === "server") await decree(world, { members: serverRanks(entry) });
  }

  for (let n = 0; n < IN_ROOMS.length; n += AT_ONCE) {
    const staged = await Promise.all(IN_ROOMS.slice(n, n + AT_ONCE).map(askInRooms));
    await clear(world, staged.flat());
  }
  const [one] = await stage(world, actors.slice(0, 1), { isInvitedTo: true });
  for (const row of ON_THE_SERVER) await askAside("server", row, one?.token ?? "");
  for (const row of WITHOUT_A_ROOM) await askAside("none", row, one?.token ?? "");
  return answered;
}
