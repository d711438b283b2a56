import { useEffect, useState } from "preact/hooks";
import { isAtLeast, type Message, type Person } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { Reaching } from "../people/reaching";
import { withoutExcessMarks } from "../text/markup";
import { rankIn } from "../state/rights";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { ActForm } from "./act-form";
import { actText } from "./act-text";
import { inForce } from "./in-force";
import { type Doing, mayKeepOrder, type Place, placesFor } from "./may";
import { useRanks } from "./ranks";
import { useFirstFocus } from "./use-first-focus";
import { Said } from "./said";

interface Props {
  chat: Chat;
  room: Room;
  person: Person;
}

const DOINGS: readonly Doing[] = ["mute", "sweep", "kick", "ban", "rank", "pardon"];

/** Somebody: who they are, a way to write to them, and what those who keep order can do. */
export function PersonPanel({ chat, room, person, onClose }: Props & { onClose: () => void }) {
  if (person.from === chat.me.value) return null;
  return (
    <>
      <Reaching
        chat={chat}
        person={person}
        onWrite={room.profile.value.with?.from === person.from ? undefined : onClose}
      />
      {mayKeepOrder(chat, room) && <Moderation chat={chat} room={room} person={person} />}
    </>
  );
}

/** For those who keep order: what holds for somebody, what they said lately, and what can be done. */
function Moderation({ chat, room, person }: Props) {
  const words = useAllWords();
  const { say } = words;
  const [doing, choose] = useState<Doing | undefined>(undefined);
  const [done, count] = useState(0);
  const { ranks, ask } = useRanks(chat, room, true);
  const places = placesFor(chat, room, person.from, ranks);
  const restrictions = useRestrictions(chat, places, person.from, done);
  const isOffered = (one: Doing) =>
    places.some(({ doings }) => doings.includes(one)) &&
    (one !== "pardon" || restrictions?.length !== 0);
  const finish = () => {
    choose(undefined);
    count(done + 1);
    void ask();
  };
  return (
    <>
      {restrictions?.map((act) => (
        <p key={`${act.room} ${act.seq}`} class="note">
          <ChangingText of={actText(act, words)} />
        </p>
      ))}
      {!doing && places.length > 0 && (
        <Doings name={person.name} doings={DOINGS.filter(isOffered)} onChoose={choose} />
      )}
      {places.length === 0 && <p class="note">{say("notLower")}</p>}
      {doing && (
        <ActForm
          key={doing}
          chat={chat}
          room={room}
          person={person}
          doing={doing}
          places={places.filter(({ doings }) => doings.includes(doing))}
          onDone={finish}
          onCancel={() => choose(undefined)}
        />
      )}
      <p class="note" role="status">
        {done > 0 && !doing && <ChangingText of={say("done")} />}
      </p>
      {isAtLeast(rankIn(room, chat), "moderator") && (
        <Said key={done} chat={chat} room={room.name} from={person.from} />
      )}
    </>
  );
}

interface DoingsProps {
  name: string;
  doings: readonly Doing[];
  onChoose: (doing: Doing) => void;
}

/** What can be done, each behind a button that does not do it yet. */
function Doings({ name, doings, onChoose }: DoingsProps) {
  const { say } = useAllWords();
  const box = useFirstFocus<HTMLDivElement>();
  return (
    <div ref={box} class="buttons" role="group" aria-label={say("moderate", { name })}>
      {doings.map((one, n) => (
        <button key={one} type="button" autofocus={n === 0} onClick={() => onChoose(one)}>
          {say(`doing_${one}`)}
        </button>
      ))}
    </div>
  );
}

/** The same as a dialog of its own. */
export function PersonDialog({ onClose, ...props }: Props & { onClose: () => void }) {
  const title = <bdi translate={false}>{withoutExcessMarks(props.person.name) || "…"}</bdi>;
  return (
    <Dialog title={title} onClose={onClose}>
      <PersonPanel {...props} onClose={onClose} />
    </Dialog>
  );
}

/** The acts that hold for somebody in these places; undefined until that is known. */
function useRestrictions(chat: Chat, places: readonly Place[], whom: string, done: number) {
  const [acts, learn] = useState<ReturnType<typeof inForce> | undefined>(undefined);
  const asked = places.map(({ room }) => room ?? "~").join(" ");
  useEffect(() => {
    const read = async ({ room }: Place): Promise<Message[]> => {
      const reply = await chat.requests.ask("acts", room === undefined ? {} : { room });
      return reply.ok ? reply.messages : [];
    };
    void Promise.all(places.map(read)).then(
      (all) => learn(all.flatMap((one) => inForce(one)).filter((one) => one.notice.whom === whom)),
      () => {},
    );
  }, [asked, done]);
  return acts;
}
