/** `bun run people`: who is known to the server, with ranks; changes a rank, and gives a closed room another owner. */
import { giveRank, giveRoom, listPeople, listRooms } from "./ranks";
import { type PeopleWork, runPeopleTool } from "./command";

const USAGE = "[FROM | rank FROM RANK | owner ROOM FROM]";

await runPeopleTool("people", USAGE, (args) => workOf(args));

function workOf([first, second, third, ...more]: string[]): PeopleWork | undefined {
  if (first === undefined) return (community) => listPeople(community);
  if (second === undefined) return (community) => listRooms(community, first);
  if (third === undefined || more.length > 0) return undefined;
  if (first === "rank") return (community) => giveRank(community, second, third);
  return first === "owner" ? (community) => giveRoom(community, second, third) : undefined;
}
