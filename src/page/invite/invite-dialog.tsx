import { useState } from "preact/hooks";
import { INVITATION, type Invited, type Rank, RANKS } from "../../protocol";
import { invitationPath } from "../../client/invitations";
import { Dialog } from "../dialogs/dialog";
import { SelectField } from "../dialogs/select-field";
import { ShareLink } from "../dialogs/share-link";
import { useAllWords } from "../languages/later-words";
import { roomTitle } from "../elements/room-title";
import type { Chat } from "../state/chat";
import { ownRank } from "../state/rights";
import { useRequest } from "../rooms/use-request";
import { InvitationList } from "./invitation-list";

const USES = [1, 5, 20, 100, INVITATION.uses];
const DAYS = [1, INVITATION.daysByDefault, INVITATION.days];

interface Props {
  chat: Chat;
  /** Undefined for an invitation to the server. */
  room: string | undefined;
  onClose: () => void;
}

/** Makes invitations to a room or to the server, as link and QR code, and lists those that can still be used. */
export function InviteDialog({ chat, room, onClose }: Props) {
  const { say } = useAllWords();
  const [made, setMade] = useState<Invited | undefined>(undefined);
  const { run, isBusy, fault } = useRequest();
  const make = async (wanted: Wanted) => {
    setMade(await run(() => chat.requests.ask("invite", { ...wanted, room })));
  };
  const name = room === undefined ? undefined : roomTitle(chat.room.value, say);
  // Only moderators let people into the server with an invitation to a room (P28).
  const isForMembers = room !== undefined && chat.server.value.rank === "member";
  return (
    <Dialog
      title={name === undefined ? say("inviteServer") : say("inviteTo", { name })}
      onClose={onClose}
    >
      {made ? (
        <>
          <ShareLink of={made.link ?? location.origin + invitationPath(made.token, room)} shares />
          <p class="note">{say("inviteOnce")}</p>
        </>
      ) : (
        <InviteForm ranks={ranksGivenBy(ownRank(chat, room))} isBusy={isBusy} onMake={make} />
      )}
      {isForMembers && <p class="note">{say("inviteHere")}</p>}
      {fault}
      <InvitationList chat={chat} room={room} made={made} />
    </Dialog>
  );
}

interface Wanted {
  uses: number;
  days: number;
  rank: Rank;
}

interface FormProps {
  ranks: readonly Rank[];
  isBusy: boolean;
  onMake: (wanted: Wanted) => Promise<void>;
}

function InviteForm({ ranks, isBusy, onMake }: FormProps) {
  const { say } = useAllWords();
  const [uses, setUses] = useState<string>("1");
  const [days, setDays] = useState<string>(String(INVITATION.daysByDefault));
  const [rank, setRank] = useState<Rank>("member");
  const submit = (event: Event) => {
    event.preventDefault();
    void onMake({ uses: Number(uses), days: Number(days), rank });
  };
  return (
    <form class="invite" onSubmit={submit}>
      <SelectField
        label={say("inviteUses")}
        value={uses}
        options={USES.map((count) => [String(count), say("invitePeople", { count })] as const)}
        onChange={setUses}
      />
      <SelectField
        label={say("inviteDays")}
        value={days}
        options={DAYS.map((count) => [String(count), say("days", { count })] as const)}
        onChange={setDays}
      />
      {ranks.length > 1 && (
        <SelectField
          label={say("inviteAs")}
          value={rank}
          options={ranks.map((one) => [one, say(`rank_${one}`)] as const)}
          onChange={setRank}
        />
      )}
      <button type="submit" class="main" disabled={isBusy}>
        {say("inviteMake")}
      </button>
    </form>
  );
}

/** The ranks that an invitation of somebody with this rank may give: lower ones, but owners may make owners (P28). */
function ranksGivenBy(own: Rank | undefined): Rank[] {
  const height = own ? RANKS.indexOf(own) : 0;
  return RANKS.filter((rank, n) => rank === "member" || own === "owner" || n < height);
}
