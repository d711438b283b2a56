import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { isAtLeast, type Member, type Rank, RANKS, SERVER_ROOM } from "../../protocol";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import type { PeopleHere } from "../state/room-parts";
import { PersonLine } from "./person-line";
import { Confirmation } from "./question";
import { useRequest } from "./use-request";

interface Props {
  chat: Chat;
  /** Undefined for the server's. */
  room: string | undefined;
  /** The person's own rank there. */
  rank: Rank | undefined;
  /** Who is in the room now, if that is to be shown. */
  here?: ReadonlySignal<PeopleHere>;
  /** Those who have a name that somebody else has, too. */
  shared?: ReadonlySet<string>;
  /** Shows who somebody is, and what can be done. */
  onPerson: (member: Member) => void;
  /** Called with the members as far as they are known. */
  onRead?: (members: readonly Member[]) => void;
}

/** Those who belong to a room or to the server, with their ranks, which owners can change. */
export function MemberList({ chat, room, rank, here, shared, onPerson, onRead }: Props) {
  const { say } = useAllWords();
  const { members, hasMore, read, change } = useMembers(chat, room);
  const [asked, ask] = useState<Wanted | undefined>(undefined);
  const { isBusy, fault, run } = useRequest();
  const present = new Set(here?.value.people.map(({ from }) => from));
  useEffect(() => onRead?.(members), [members]);

  const give = async ({ member, wanted }: Wanted) => {
    const { from } = member;
    const given = await run(() => chat.requests.ask("rank", { room, from, rank: wanted }));
    if (given) change({ ...member, rank: wanted });
    ask(undefined);
  };
  const choose = (wanted: Wanted) => {
    const isForGood = wanted.wanted === "owner" || wanted.member.from === chat.me.value;
    if (isForGood) ask(wanted);
    else void give(wanted);
  };
  return (
    <>
      <ul class="people">
        {members.map((member) => (
          <PersonLine
            key={member.from}
            person={member}
            chat={chat}
            isHere={present.has(member.from)}
            isShared={shared?.has(member.from) ?? false}
            mayModerate={isAtLeast(rank, "moderator") && !isAtLeast(member.rank, rank ?? "owner")}
            onPerson={() => onPerson(member)}
          >
            <RankField
              member={member}
              ranks={ranksFor(member, rank, chat.me.value)}
              isBusy={isBusy}
              onChoose={(wanted) => choose({ member, wanted })}
            />
          </PersonLine>
        ))}
      </ul>
      {asked && (
        <Confirmation
          yes={say(asked.wanted === "owner" ? "ownerYes" : "lowerYes")}
          isBusy={isBusy}
          onYes={() => void give(asked)}
          onNo={() => ask(undefined)}
        >
          {asked.wanted === "owner"
            ? say("ownerAsk", { name: asked.member.name })
            : say("lowerAsk", { role: say(`rank_${asked.member.rank}`) })}
        </Confirmation>
      )}
      {fault}
      {hasMore && (
        <button type="button" onClick={() => void read()}>
          {say("moreMembers")}
        </button>
      )}
    </>
  );
}

/** A rank that somebody may get. */
interface Wanted {
  member: Member;
  wanted: Rank;
}

/** The members of a room, a page at a time; undefined for the server's. */
function useMembers(chat: Chat, room: string = SERVER_ROOM) {
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [hasMore, setMore] = useState(false);
  const read = async () => {
    const after = members.at(-1)?.from;
    const reply = await chat.requests.ask("members", { room, after }).catch(() => undefined);
    if (!reply?.ok) return;
    setMembers((before) => [...before, ...reply.members]);
    setMore(reply.more);
  };
  useEffect(() => void read(), [room]);
  const change = (member: Member) =>
    setMembers((before) => before.map((one) => (one.from === member.from ? member : one)));
  return { members, hasMore, read, change };
}

/** The ranks that the person can give to a member: an owner to those below, and everybody a lower one to themselves (P31). */
function ranksFor({ from, rank }: Member, own: Rank | undefined, me: string | undefined): Rank[] {
  if (from === me) return RANKS.slice(0, RANKS.indexOf(rank) + 1);
  return own === "owner" && rank !== "owner" ? [...RANKS] : [rank];
}

interface RankFieldProps {
  member: Member;
  ranks: readonly Rank[];
  isBusy: boolean;
  onChoose: (rank: Rank) => void;
}

/** A member's rank: a choice where the person may change it. */
function RankField({ member: { name, rank }, ranks, isBusy, onChoose }: RankFieldProps) {
  const { say } = useAllWords();
  if (ranks.length < 2)
    return rank === "member" ? null : <span class="note">{say(`rank_${rank}`)}</span>;
  return (
    <select
      aria-label={say("role", { name })}
      value={rank}
      disabled={isBusy}
      onChange={({ currentTarget }) => {
        const wanted = ranks.find((one) => one === currentTarget.value);
        // Until it is done, it is as it was.
        currentTarget.value = rank;
        if (wanted !== undefined && wanted !== rank) onChoose(wanted);
      }}
    >
      {ranks.map((one) => (
        <option key={one} value={one}>
          {say(`rank_${one}`)}
        </option>
      ))}
    </select>
  );
}
