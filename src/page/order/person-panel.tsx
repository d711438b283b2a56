import { useEffect, useState } from "preact/hooks";
import { type Held, isAtLeast, type Person } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { GrantName } from "../people/grant-name";
import { Reaching } from "../people/reaching";
import { shownLabel } from "../text/label";
import { ownRankIn } from "../state/rights";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { ActForm } from "./act-form";
import { actText } from "./act-text";
import {
  type OfferedAct,
  isModerator,
  keyOfPlace,
  mayKeepOrder,
  type Place,
  placesFor,
} from "./may";
import { usePlaceNames } from "./place-names";
import { useRanks } from "./ranks";
import { useFirstFocus } from "./use-first-focus";
import { LatelySaid } from "./said";

interface Props {
  chat: Chat;
  room: Room;
  person: Person;
  /** Whether the server is offered before the room. */
  onServer?: true;
}

const DOINGS: readonly OfferedAct[] = ["mute", "sweep", "kick", "ban", "rank", "pardon"];

/** Somebody: who they are, a way to write to them, and what those who keep order can do. */
export function PersonPanel({ onClose, ...props }: Props & { onClose: () => void }) {
  const { chat, room, person } = props;
  if (person.from === chat.me.value) return null;
  return (
    <>
      <Reaching
        chat={chat}
        person={person}
        room={room.name}
        onWrite={room.profile.value.with?.from === person.from ? undefined : onClose}
      />
      {isModerator(chat) && <GrantName chat={chat} person={person} />}
      {mayKeepOrder(chat, room) && <Moderation {...props} />}
    </>
  );
}

/** For those who keep order: what holds for somebody, what they said recently, and what can be done. */
function Moderation({ chat, room, person, onServer }: Props) {
  const words = useAllWords();
  const { say } = words;
  const [doing, choose] = useState<OfferedAct | undefined>(undefined);
  const [done, count] = useState(0);
  const { ranks, ask } = useRanks(chat, room, true);
  const found = placesFor(chat, room, person.from, ranks);
  const places = onServer ? found.toReversed() : found;
  const held = useHeld(chat, places, person.from, done);
  const placesOf = (one: OfferedAct) =>
    places.filter(
      ({ room: place, doings }) =>
        doings.includes(one) && (one !== "pardon" || held?.some((it) => it.place === place)),
    );
  const nameOf = usePlaceNames(chat, room);
  const finish = () => {
    choose(undefined);
    count(done + 1);
    void ask();
  };
  return (
    <>
      {held?.map(({ place, held: { byName = "…", ...notice } }) => (
        <p key={`${keyOfPlace(place)} ${notice.act}`} class="note">
          <ChangingText
            of={`${nameOf(place)}: ${actText({ name: byName, notice: { ...notice, name: person.name } }, words)}`}
          />
        </p>
      ))}
      {!doing && places.length > 0 && (
        <Doings
          name={person.name}
          doings={DOINGS.filter((one) => placesOf(one).length > 0)}
          onChoose={choose}
        />
      )}
      {places.length === 0 && <p class="note">{say("notLower")}</p>}
      {doing && (
        <ActForm
          key={doing}
          chat={chat}
          room={room}
          person={person}
          doing={doing}
          places={placesOf(doing)}
          onDone={finish}
          onCancel={() => choose(undefined)}
        />
      )}
      <p class="note" role="status">
        {done > 0 && !doing && <ChangingText of={say("done")} />}
      </p>
      {isAtLeast(ownRankIn(room, chat), "moderator") && (
        <LatelySaid key={done} chat={chat} room={room.name} from={person.from} />
      )}
    </>
  );
}

interface DoingsProps {
  name: string;
  doings: readonly OfferedAct[];
  onChoose: (doing: OfferedAct) => void;
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
  const title = <bdi translate={false}>{shownLabel(props.person.name) || "…"}</bdi>;
  return (
    <Dialog title={title} onClose={onClose}>
      <PersonPanel {...props} onClose={onClose} />
    </Dialog>
  );
}

/** What holds for somebody in a place. */
interface HeldThere {
  place: string | undefined;
  held: Held;
}

/** What holds for somebody in these places; undefined until that is known. */
function useHeld(chat: Chat, places: readonly Place[], from: string, done: number) {
  const [all, learn] = useState<readonly HeldThere[] | undefined>(undefined);
  const asked = places.map(({ room }) => keyOfPlace(room)).join(" ");
  useEffect(() => {
    const read = async ({ room: place }: Place): Promise<HeldThere[]> => {
      const where = place === undefined ? {} : { room: place };
      const reply = await chat.requests.ask("acts", { ...where, from });
      return reply.ok ? (reply.held ?? []).map((held) => ({ place, held })) : [];
    };
    void Promise.all(places.map(read)).then(
      (found) => learn(found.flat()),
      () => {},
    );
  }, [asked, done]);
  return all;
}
