import { useEffect, useState } from "preact/hooks";
import { type FoundPerson, REACHES } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { SelectField } from "../dialogs/select-field";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import { CheckField } from "../rooms/check-field";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { askToAllow, askToBlock } from "./change-self";
import { shownLabel } from "../text/label";

/** Who may write to the person, what others see of them, and the people they have blocked (P30). */
export function PrivacyDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useAllWords();
  const { fault, run } = useRequest();
  const { value: self } = chat.self;
  return (
    <Dialog title={say("privacy")} onClose={onClose}>
      {self ? (
        <>
          <SelectField
            label={say("reach")}
            value={self.direct}
            options={REACHES.map((one) => [one, say(`reach_${one}`)] as const)}
            onChange={(direct) => void run(() => askToAllow(chat, { direct }))}
          />
          <CheckField
            label={say("showSeen")}
            isChecked={self.lastSeen}
            onChange={(lastSeen) => void run(() => askToAllow(chat, { lastSeen }))}
          />
          {fault}
          <Blocked chat={chat} blocked={self.blocked} />
        </>
      ) : (
        <p>{say("notDone_offline")}</p>
      )}
    </Dialog>
  );
}

function Blocked({ chat, blocked }: { chat: Chat; blocked: readonly string[] }) {
  const { say } = useAllWords();
  const { isBusy, fault, run } = useRequest();
  const [known, know] = useState<ReadonlyMap<string, FoundPerson>>(new Map());
  useEffect(() => {
    const learn = (people: readonly FoundPerson[]) =>
      know(new Map(people.map((one) => [one.from, one])));
    void chat.requests.namesOf(blocked).then(learn, () => {});
  }, [blocked.join(" ")]);
  return (
    <section class="carry">
      <h3>{say("blockedPeople")}</h3>
      {blocked.length === 0 && <p class="note">{say("blockedNone")}</p>}
      <ul class="people">
        {blocked.map((from) => {
          // Of a person who is not here, maybe only the id is known.
          const name = known.get(from)?.name || from;
          return (
            <li key={from}>
              <Portrait from={from} />
              <bdi translate={false}>{shownLabel(name)}</bdi>
              <button
                type="button"
                disabled={isBusy}
                onClick={() => void run(() => askToBlock(chat, from, false))}
              >
                {say("unblock", { name })}
              </button>
            </li>
          );
        })}
      </ul>
      {fault}
    </section>
  );
}
