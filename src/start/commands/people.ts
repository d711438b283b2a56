/** `bun run people`: who is known to the server, with ranks; changes a rank, and gives a closed room another owner. */
import { giveRank, giveRoom, listPeople, listRooms } from "./ranks";
import { type PeopleWork, runPeopleTool } from "./command";

const USAGE = "[FROM | rank FROM RANK | owner ROOM FROM]";

await runPeopleTool("people", USAGE, (args) => workOf(args));

function workOf([first, second, third, ...more]: string[]): PeopleWork | undefined {
  if (first === undefined) return (people) => listPeople(people);
  if (second === undefined) return (people) => listRooms(people, first);
  if (third === undefined || more.length > 0) return undefined;
  if (first === "rank") return (people) => giveRank(people, second, third);
  return first === "owner" ? (people) => giveRoom(people, second, third) : undefined;
}
