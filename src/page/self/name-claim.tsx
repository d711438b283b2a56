import { useState } from "preact/hooks";
import { foldName } from "../../protocol";
import { NameMarks } from "../elements/name-marks";
import { useAllWords } from "../languages/later-words";
import { Confirmation } from "../rooms/question";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { claimName, releaseName } from "./change-self";

/** Makes the person's name their own, or gives it up (P34). Draws nothing where the server cannot keep it. */
export function NameClaim({ chat }: { chat: Chat }) {
  const { say } = useAllWords();
  const [isAsked, ask] = useState(false);
  const { isBusy, refusal, fault, run } = useRequest();
  const name = chat.name.value;
  const { value: self } = chat.self;
  if (!self || name === "") return null;
  const { claimed } = self;
  const isMine = claimed !== undefined && foldName(claimed) === foldName(name);
  const release = async () => {
    await run(() => releaseName(chat));
    ask(false);
  };
  return (
    <section class="claim">
      {isMine ? (
        <p>
          <NameMarks from="" isOwned /> {say("claimed", { name: claimed })}
        </p>
      ) : (
        <p class="note">
          {say("claimText", { name })}
          {claimed !== undefined && ` ${say("claimedOther", { name: claimed })}`}
        </p>
      )}
      {/* One other than the owner has written under it recently. */}
      {refusal?.code === "forbidden" ? (
        <p role="alert" class="fault">
          {say("claimSpoken")}
        </p>
      ) : (
        fault
      )}
      <div class="buttons">
        {!isMine && (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => void run(() => claimName(chat, name))}
          >
            {say("claim")}
          </button>
        )}
        {isMine && (
          <button type="button" onClick={() => ask(true)}>
            {say("release")}
          </button>
        )}
      </div>
      {isAsked && (
        <Confirmation
          yes={say("release")}
          isBusy={isBusy}
          onYes={() => void release()}
          onNo={() => ask(false)}
        >
          {say("releaseAsk", { name: claimed ?? name })}
        </Confirmation>
      )}
    </section>
  );
}
