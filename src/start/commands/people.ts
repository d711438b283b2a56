/**
 * `bun run people`: who is known to the server, with ranks; changes a rank, gives a closed room another owner, bans and pardons, and
 * lists what was done to keep order.
 */
import { banFrom, listActs, pardonAll } from "./order";
import { giveRank, giveRoom, listPeople, listRooms } from "./ranks";
import { commandOnPeople, type PeopleWork, runCommand } from "./command";

const USAGE =
  "[FROM | rank FROM RANK | owner ROOM FROM | ban FROM [DAYS] | pardon FROM | acts [ROOM]]";

export const peopleCommand = commandOnPeople("people", USAGE, workOf);

function workOf([first, second, third, ...more]: string[]): PeopleWork | undefined {
  if (more.length > 0) return undefined;
  if (first === undefined) return (people) => listPeople(people);
  if (first === "acts" && third === undefined) return (people) => listActs(people, second);
  if (second === undefined) return (people) => listRooms(people, first);
  if (first === "ban") return (people) => banFrom(people, second, third);
  if (first === "pardon" && third === undefined) return (people) => pardonAll(people, second);
  if (third === undefined) return undefined;
  if (first === "rank") return (people) => giveRank(people, second, third);
  return first === "owner" ? (people) => giveRoom(people, second, third) : undefined;
}

if (import.meta.main) await runCommand(peopleCommand);
