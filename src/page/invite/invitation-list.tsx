import { useEffect, useState } from "preact/hooks";
import type { Invited, ListedInvitation } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { shownLabel } from "../text/label";

interface Props {
  chat: Chat;
  room: string | undefined;
  /** The invitation that was just made. */
  made: Invited | undefined;
}

/** The invitations that can still be used, each with a button that revokes it. */
export function InvitationList({ chat, room, made }: Props) {
  const { say } = useAllWords();
  const { requests } = chat;
  const [all, setAll] = useState<readonly ListedInvitation[] | undefined>(undefined);
  const read = async () => {
    const reply = await requests.ask("invitations", { room }).catch(() => undefined);
    if (reply?.ok) setAll(reply.invitations);
  };
  const { run, fault } = useRequest();
  const revoke = async (id: string) => {
    if (!(await run(() => requests.ask("revoke", { id })))) return;
    await read();
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>(".invitations")?.focus();
  };
  // Somebody who comes may have used one.
  useEffect(() => void read(), [made, chat.room.value.people.value.count]);
  if (!all) return null;
  return (
    <section class="carry invitations" tabIndex={-1}>
      <h3>{say("inviteList")}</h3>
      {all.length === 0 && (
        <p class="note" role="status">
          <ChangingText of={say("inviteNone")} />
        </p>
      )}
      <ul>
        {all.map((one) => (
          <InvitationLine key={one.id} of={one} revoke={() => void revoke(one.id)} />
        ))}
      </ul>
      {fault}
    </section>
  );
}

function InvitationLine({
  of: { by, at, until, uses, used, rank },
  revoke,
}: {
  of: ListedInvitation;
  revoke: () => void;
}) {
  const { say, number, day, time } = useAllWords();
  // Invitations of nobody were made in a shell.
  const maker = by.from === "" ? "bun run invite" : by.name || "…";
  const when = `${day(at)}, ${time(at)}`;
  return (
    <li>
      <div>
        <bdi translate={false}>{shownLabel(maker)}</bdi> · {when}
        {rank !== "member" && ` · ${say(`rank_${rank}`)}`}
        <p class="note">
          {say("inviteUsed", { used: number(used), uses: number(uses), when: day(until) })}
        </p>
      </div>
      <button type="button" aria-label={`${say("revoke")}: ${maker}, ${when}`} onClick={revoke}>
        {say("revoke")}
      </button>
    </li>
  );
}
