import type { ComponentChildren } from "preact";
import type { InvitationPreview } from "../../protocol";
import { useAllWords } from "../languages/later-words";
import { titleOf } from "../elements/room-title";
import { shownLabel } from "../text/label";

/** What an invitation says: the server, the room, who invites, and until when. */
export function InvitationFacts({
  of: { server, room, by, rank, until },
}: {
  of: InvitationPreview;
}) {
  const { say, moment } = useAllWords();
  return (
    <dl class="facts">
      {room && (
        <Fact is={say("invitedRoom")} about={room.topic}>
          {titleOf(room, say)}
        </Fact>
      )}
      <Fact is={say("invitedServer")} about={server.topic}>
        {server.title ?? location.host}
      </Fact>
      {by && <Fact is={say("invitedBy")}>{by.name || "…"}</Fact>}
      {rank !== "member" && <Fact is={say("invitedAs")}>{say(`rank_${rank}`)}</Fact>}
      <Fact is={say("invitedUntil")}>{moment(until)}</Fact>
    </dl>
  );
}

interface FactProps {
  is: string;
  about?: string | undefined;
  children: ComponentChildren;
}

function Fact({ is, about, children }: FactProps) {
  return (
    <div>
      <dt>{is}</dt>
      <dd>
        <bdi translate={false}>{children}</bdi>
        {about && (
          <p class="note" dir="auto">
            {shownLabel(about)}
          </p>
        )}
      </dd>
    </div>
  );
}
