import { useState } from "preact/hooks";
import type { Identity } from "../../client/identity";
import { transferPath } from "./transfer-path";
import { Dialog } from "../dialogs/dialog";
import type { OpenDialog } from "../dialogs/open-dialog";
import { ShareLink } from "../dialogs/share-link";
import { ChangingText } from "../elements/changing-text";
import { useCopy } from "../elements/use-copy";
import { useAllWords } from "../languages/later-words";
import { WithModule } from "../lazy/with-module";
import { Confirmation } from "../rooms/question";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { words } from "./lazy-words";

interface Props {
  chat: Chat;
  identity: Identity;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** Carries the identity to other devices, by a link or by words, and signs out a device that was lost. What carries it is hidden until the person asks for it. */
export function DevicesDialog({ chat, identity, show, onClose }: Props) {
  const { say } = useAllWords();
  const [shown, choose] = useState<"link" | "words" | undefined>(undefined);
  const { key } = identity;
  return (
    <Dialog title={say("carry")} onClose={onClose}>
      <p class="note">{say("carryText")}</p>
      <div class="buttons">
        <button type="button" aria-pressed={shown === "link"} onClick={() => choose("link")}>
          {say("carryShow")}
        </button>
        <button type="button" aria-pressed={shown === "words"} onClick={() => choose("words")}>
          {say("wordsShow")}
        </button>
      </div>
      {shown === "link" && (
        <ShareLink
          of={location.origin + transferPath({ key, name: identity.name() })}
          shares={false}
        />
      )}
      {shown === "words" && <OwnWords key={key} of={key} />}
      <section class="carry">
        <button type="button" onClick={() => show("words")}>
          {say("wordsHave")}
        </button>
      </section>
      <LostDevice chat={chat} onDone={() => choose(undefined)} />
    </Dialog>
  );
}

/** The words of a key. */
function OwnWords({ of: key }: { of: string }) {
  const { say } = useAllWords();
  const { told, copy } = useCopy();
  return (
    <WithModule module={words} fallback={say("absent")}>
      {({ wordsOf }) => {
        const own = wordsOf(key);
        if (!own) return <p>{say("wordsNone")}</p>;
        return (
          <>
            <p>{say("wordsText")}</p>
            <ol class="words" dir="ltr" lang="en" translate={false}>
              {own.map((word, n) => (
                <li key={n}>{word}</li>
              ))}
            </ol>
            <div class="buttons">
              <button type="button" onClick={() => copy(own.join(" "))}>
                {say("wordsCopy")}
              </button>
              <span class="note" role="status">
                {told && <ChangingText of={say(told)} />}
              </span>
            </div>
          </>
        );
      }}
    </WithModule>
  );
}

/** Gives the person another key, after a question: all other devices are signed out (P35). */
function LostDevice({ chat, onDone }: { chat: Chat; onDone: () => void }) {
  const { say } = useAllWords();
  const [is, become] = useState<"asked" | "done" | undefined>(undefined);
  const { isBusy, fault, run } = useRequest();
  const replace = async () => {
    const replaced = await run(() => chat.requests.rekey());
    become(replaced && "done");
    if (replaced) onDone();
  };
  return (
    <section class="carry">
      <h3>{say("lost")}</h3>
      <p class="note">{say("lostText")}</p>
      <div class="buttons">
        <button type="button" class="forget" onClick={() => become("asked")}>
          {say("lostYes")}
        </button>
      </div>
      {is === "asked" && (
        <Confirmation
          yes={say("lostYes")}
          isBusy={isBusy}
          onYes={() => void replace()}
          onNo={() => become(undefined)}
        >
          {say("lostAsk")}
        </Confirmation>
      )}
      {fault}
      <p role="status">{is === "done" && <ChangingText of={say("lostDone")} />}</p>
    </section>
  );
}
