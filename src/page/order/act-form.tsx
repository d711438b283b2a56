import { useState } from "preact/hooks";
import { type Person, type Rank, REASON_LENGTH } from "../../protocol";
import { SelectField } from "../dialogs/select-field";
import { ChangingText } from "../elements/changing-text";
import { momentOf } from "../elements/why";
import type { AllWords } from "../languages/languages";
import { useAllWords } from "../languages/later-words";
import { CheckField } from "../rooms/check-field";
import { TextField } from "../rooms/text-field";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { durationText, MINUTES } from "./durations";
import type { OfferedAct, Place } from "./may";
import { demand } from "./demand";
import { usePlaceNames } from "./place-names";
import { useFirstFocus } from "./use-first-focus";

const FOR_GOOD = "0";

interface Props {
  chat: Chat;
  room: Room;
  person: Person;
  doing: OfferedAct;
  /** Where it can be done. */
  places: readonly Place[];
  onDone: () => void;
  onCancel: () => void;
}

interface Effect {
  doing: OfferedAct;
  wanted: Rank;
  /** Minutes, as the field has them. */
  duration: string;
  name: string;
  place: string;
}

/** What an act will do, in words. */
function effectText({ doing, wanted, duration, ...called }: Effect, words: AllWords): string {
  const { say } = words;
  if (doing === "rank" && wanted === "owner") return say("ownerAsk", { name: called.name });
  const isEver = doing === "ban" && duration === FOR_GOOD;
  const minutes = Number(duration);
  return say(isEver ? "do_ban_ever" : `do_${doing}`, {
    ...called,
    when: momentOf(Date.now() + minutes * 60_000, words),
    long: durationText(minutes, words),
    role: say(`rank_${wanted}`),
  });
}

/** An act before it is done: where, for how long and why, and what it will do. */
export function ActForm({ chat, room, person, doing, places, onDone, onCancel }: Props) {
  const words = useAllWords();
  const { say } = words;
  const { name } = person;
  const [place, goTo] = useState(0);
  const { room: where, ranks = [] } = places[place] ?? places[0] ?? { room: room.name };
  const minutes: readonly number[] = doing in MINUTES ? MINUTES[doing as keyof typeof MINUTES] : [];
  const [duration, last] = useState(String(minutes[1] ?? FOR_GOOD));
  const [wanted, want] = useState<Rank>(ranks[0] ?? "member");
  const [reason, explain] = useState("");
  const [withAddress, setAddress] = useState(false);
  const { isBusy, fault, run } = useRequest();
  const box = useFirstFocus<HTMLFormElement>();

  const nameOf = usePlaceNames(chat, room);
  const submit = async (event: Event) => {
    event.preventDefault();
    const order = { room: where, from: person.from, minutes: Number(duration), reason, wanted };
    if (await run(() => demand(chat, doing, { ...order, withAddress }))) onDone();
  };
  const effect = effectText({ doing, wanted, duration, name, place: nameOf(where) }, words);
  return (
    <form ref={box} class="fields act-form" onSubmit={(event) => void submit(event)}>
      {places.length > 1 && (
        <SelectField
          label={say("where")}
          value={String(place)}
          options={places.map(({ room: one }, n) => {
            const called = nameOf(one);
            return [
              String(n),
              one === undefined ? say("whole", { name: called }) : called,
            ] as const;
          })}
          onChange={(n) => goTo(Number(n))}
        />
      )}
      {minutes.length > 0 && (
        <SelectField
          label={say("howLong")}
          value={duration}
          options={[
            ...minutes.map((one) => [String(one), durationText(one, words)] as const),
            ...(doing === "ban" ? [[FOR_GOOD, say("forGood")] as const] : []),
          ]}
          onChange={last}
        />
      )}
      {doing === "rank" && (
        <SelectField
          label={say("role", { name })}
          value={wanted}
          options={ranks.map((rank) => [rank, say(`rank_${rank}`)] as const)}
          onChange={want}
        />
      )}
      {doing === "ban" && where === undefined && (
        <CheckField label={say("withAddress")} isChecked={withAddress} onChange={setAddress} />
      )}
      {doing !== "rank" && doing !== "pardon" && (
        <TextField label={say("reason")} value={reason} limit={REASON_LENGTH} onInput={explain} />
      )}
      <p class="note" role="status">
        <ChangingText
          of={`${effect} ${say(where === undefined ? "seenByModerators" : "seenByAll")}`}
        />
      </p>
      {fault}
      <div class="buttons">
        <button type="submit" class="main" disabled={isBusy}>
          {say(`doing_${doing}`)}
        </button>
        <button type="button" onClick={onCancel}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
