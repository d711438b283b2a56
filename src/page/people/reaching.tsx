import { useEffect, useState } from "preact/hooks";
import type { FoundPerson, Person } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { refreshFace } from "../elements/faces";
import { NameMarks } from "../elements/name-marks";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import { Confirmation } from "../rooms/question";
import { useRequest } from "../rooms/use-request";
import { askToBlock } from "../self/change-self";
import type { Chat } from "../state/chat";
import { lastSeenText } from "./last-seen";
import { RankNote } from "./rank-note";

interface Props {
  chat: Chat;
  person: Person;
  /** The room in which one meets them. */
  room?: string | undefined;
  /** Called when the direct room with them has been opened; without it there is no way there, since it is open. */
  onWrite?: (() => void) | undefined;
}

/** Who somebody is, a way to write to them directly, and to block them (P30). */
export function Reaching({ chat, person: { from, name }, room, onWrite }: Props) {
  const words = useAllWords();
  const { say } = words;
  useEffect(() => refreshFace(from), [from]);
  const found = useFound(chat, from, room);
  const [isAsked, ask] = useState(false);
  const { isBusy, refusal, fault, run } = useRequest();
  const isBlocked = chat.isBlocked(from);
  const write = async () => {
    const reply = await run(() => chat.own.direct({ from }));
    if (!reply) return;
    chat.open(reply.room);
    onWrite?.();
  };
  const settle = async (on: boolean) => {
    await run(() => askToBlock(chat, from, on));
    ask(false);
  };
  return (
    <section class="person">
      <p>
        <Portrait from={from} />
        <span>
          <NameMarks from={from} isOwned={found?.owned} isShared />{" "}
          <RankNote rank={found?.rank} onServer={found?.onServer} />{" "}
          {found?.lastSeen !== undefined && (
            <span class="note">
              <ChangingText of={lastSeenText(found.lastSeen, words)} />
            </span>
          )}
        </span>
      </p>
      {isBlocked && <p class="note">{say("isBlocked", { name })}</p>}
      {refusal?.code === "forbidden" || refusal?.code === "not_found" ? (
        <p role="alert" class="fault">
          {say("notReached")}
        </p>
      ) : (
        fault
      )}
      {/* What an older server cannot do is not offered. */}
      {chat.self.value && (
        <div class="buttons">
          {onWrite && !isBlocked && (
            <button type="button" class="main" disabled={isBusy} onClick={() => void write()}>
              {say("writeTo", { name })}
            </button>
          )}
          <button
            type="button"
            disabled={isBusy}
            onClick={() => (isBlocked ? void settle(false) : ask(true))}
          >
            {say(isBlocked ? "unblock" : "block", { name })}
          </button>
        </div>
      )}
      {isAsked && (
        <Confirmation
          yes={say("block", { name })}
          isBusy={isBusy}
          onYes={() => void settle(true)}
          onNo={() => ask(false)}
        >
          {say("blockAsk", { name })}
        </Confirmation>
      )}
    </section>
  );
}

/** What the server knows about a person, in a room if they are there; undefined until it has answered. */
function useFound(chat: Chat, from: string, room: string | undefined): FoundPerson | undefined {
  const [found, find] = useState<FoundPerson | undefined>(undefined);
  useEffect(() => {
    const ask = async () => {
      const { namesOf } = chat.requests;
      const [there] = room === undefined ? [] : await namesOf([from], room);
      find(there ?? (await namesOf([from]))[0]);
    };
    void ask().catch(() => {});
  }, [from]);
  return found;
}
