/** `bun run invite [--owner]`: prints a link that lets one person into the server, as its owner if so asked (P33). */
import { describeLocation } from "../../store";
import { inviteToServer } from "./invitations";
import { commandOnPeople, type PeopleWork, printLink, runCommand, say } from "./command";

export const inviteCommand = commandOnPeople("invite", "[--owner]", workOf);

function workOf(args: string[]): PeopleWork | undefined {
  const isOwner = args[0] === "--owner";
  if (args.length > (isOwner ? 1 : 0)) return undefined;
  return async (people, { publicUrls: [address], store }) => {
    const { path, until } = await inviteToServer(people, isOwner ? "owner" : "member");
    printLink(path, address);
    say(
      `an invitation for one person to become ${isOwner ? "an owner" : "a member"} of the server on ${describeLocation(store)}, until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    );
  };
}

if (import.meta.main) await runCommand(inviteCommand);
