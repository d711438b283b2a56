/** `bun run rekey FROM`: prints a link that gives a person a new key, for somebody who lost theirs or had it stolen (P35). */
import { newLink } from "../../chat/people/key-link";
import { describeLocation, type People } from "../../store";
import { commandOnPeople, type PeopleWork, printLink, runCommand, say } from "./command";
import { shown } from "./shown";

export const rekeyCommand = commandOnPeople("rekey", "FROM", workOf);

function workOf([from, ...more]: string[]): PeopleWork | undefined {
  if (from === undefined || more.length > 0 || !/^[\w-]{16}$/.test(from)) return undefined;
  return async (people, { publicUrls: [address], store }) => {
    const { path, kept } = newLink(from, Date.now());
    if (!(await people.persons.addRekey(kept)))
      throw new Error(`${from} has left for good: their keys stay refused`);
    printLink(path, address);
    say(
      `the person who opens it first is ${await described(people, from)} on ${describeLocation(store)} from then on, and all other devices are out; until ${new Date(kept.until).toISOString().slice(0, 16).replace("T", " ")} UTC`,
    );
  };
}

async function described(people: People, from: string): Promise<string> {
  const { name, rank, rooms, self } = await people.person(from);
  const isSomebody = name !== undefined || rank !== undefined || rooms.length > 0 || self;
  return isSomebody
    ? `${shown(name ?? "")} (${from})`
    : `${from}, of whom nothing but messages is kept: is the id right?`;
}

if (import.meta.main) await runCommand(rekeyCommand);
