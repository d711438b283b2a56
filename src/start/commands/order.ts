/** Keeping order from a shell, as the operator: for an owner who was locked out by a mistake, or who is not there (P31). */
import { noticeOf } from "../../chat/acts/notice";
import { ACTS, type Message, type Person, SERVER_ROOM } from "../../protocol";
import type { Community, Decision, Facts } from "../../store";
import { print } from "./command";
import { OPERATOR } from "./operator";
import { endOf } from "./restrictions";
import { shown } from "./shown";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Bans a person from the server for so many days, or for good. Throws for an invalid number, and for the only owner. */
export async function banFrom(people: Community, from: string, days?: string): Promise<void> {
  const count = days === undefined ? undefined : Number(days);
  if (count !== undefined && !(Number.isInteger(count) && count > 0 && count <= 3650))
    throw new Error(`${days} is no number of days: it must be 1 to 3650`);
  const whom = await personOf(people, from);
  const { restrictions } = await decide(people, from, (facts) => {
    if (facts.rank(SERVER_ROOM, from) === "owner" && facts.owners(SERVER_ROOM) === 1)
      throw new Error(`${from} is the only owner: make somebody else an owner first`);
    const until = count === undefined ? undefined : facts.now + count * DAY;
    const ban = { room: SERVER_ROOM, from, kind: "ban" as const, until, reason: "" };
    const members = facts.rank(SERVER_ROOM, from)
      ? [{ room: SERVER_ROOM, person: whom, rank: "member" as const }]
      : [];
    return {
      restrictions: [{ ...ban, by: OPERATOR.from, at: facts.now }],
      members,
      ended: [{ maker: from }],
      notice: noticeOf({ act: "ban", room: SERVER_ROOM, by: OPERATOR, whom, until }),
    };
  });
  print(`banned  ${from}  ${endOf(restrictions[0]?.until)}`);
}

/** Ends what a person may not do, on the server and in every room. Throws if there is nothing of that. */
export async function pardonAll(people: Community, from: string): Promise<void> {
  const { restrictions = [] } = await people.person(from);
  if (restrictions.length === 0) throw new Error(`${from} is neither muted nor banned anywhere`);
  const whom = await personOf(people, from);
  for (const room of new Set(restrictions.map((one) => one.room))) {
    const question = { rooms: [...new Set([room, SERVER_ROOM])], people: [from] };
    await people.decide(question, () => ({
      lifted: [{ room, from }],
      notice: noticeOf({ act: "pardon", room, by: OPERATOR, whom }),
    }));
    print(`pardoned  ${from}  ${room}`);
  }
}

function decide<T extends Decision>(
  people: Community,
  from: string,
  rule: (facts: Facts) => T,
): Promise<T> {
  return people.decide({ rooms: [SERVER_ROOM], people: [from] }, rule);
}

/** A person by the id. Somebody who never became a member of anything has no name here. */
async function personOf(people: Community, from: string): Promise<Person> {
  if (!/^[\w-]{1,64}$/.test(from))
    throw new Error(`${from} is no id: bun run people lists the ids`);
  const { name = "" } = await people.person(from);
  return { from, name };
}

/** Acts that are read at once, and characters of the longest act's name. */
const PAGE = 500;
const ACT_WIDTH = Math.max(...ACTS.map(({ length }) => length));

/** Prints what was done to keep order in a room, or on the server, the newest first. */
export async function listActs(people: Community, room: string = SERVER_ROOM): Promise<void> {
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = await people.acts(room, before, PAGE);
    for (const message of page) print(lineOf(message));
    before = page.at(-1)?.seq ?? 0;
    if (page.length < PAGE) return;
  }
}

/** When, what, who did it to which person, and the sentence in the room. */
function lineOf({ at, notice, from, txt }: Message): string {
  const when = new Date(at).toISOString().slice(0, 16);
  const act = (notice?.act ?? "").padEnd(ACT_WIDTH);
  return `${when}Z  ${act}  by ${from}  ${notice?.whom ?? "-"}  ${shown(txt)}`;
}
