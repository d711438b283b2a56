import { useState } from "preact/hooks";
import type { Message } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { isAct } from "../../client/acts";
import { actText } from "./act-text";
import { inForce } from "./in-force";
import { usePages } from "./said";

interface Props {
  chat: Chat;
  /** Undefined for the server. */
  room: string | undefined;
  onClose: () => void;
}

/** What was done to keep order in a room, or on the server, the newest first. What still holds can be lifted. */
export function ActsDialog({ chat, room, onClose }: Props) {
  const words = useAllWords();
  const { say, day, time, moment } = words;
  const where = room === undefined ? {} : { room };
  const { messages, more, hasFailed, read } = usePages((before) =>
    chat.requests.ask("acts", { ...where, ...(before === undefined ? {} : { before }) }),
  );
  const [lifted, lift] = useState<ReadonlySet<string>>(new Set());
  const { isBusy, fault, run } = useRequest();
  const held = new Set<Message>(inForce(messages ?? []));
  const pardon = async (from: string) => {
    if (await run(() => chat.requests.ask("pardon", { ...where, from })))
      lift(new Set([...lifted, from]));
  };
  return (
    <Dialog title={say("acts")} onClose={onClose}>
      <ul class="acts">
        {messages?.filter(isAct).map((act) => {
          const { seq, at, notice } = act;
          const { whom } = notice;
          const isHeld = held.has(act) && whom !== undefined && !lifted.has(whom);
          return (
            <li key={seq}>
              <div>
                <time dateTime={new Date(at).toISOString()} title={moment(at)} class="note">
                  {day(at)} {time(at)}
                </time>
                <p>{actText(act, words)}</p>
              </div>
              {isHeld && (
                <button type="button" disabled={isBusy} onClick={() => void pardon(whom)}>
                  {say("doing_pardon")}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <p class="note" role="status">
        {hasFailed && <ChangingText of={say("notDone_offline")} />}
        {messages?.length === 0 && <ChangingText of={say("none")} />}
      </p>
      {fault}
      {more && (
        <button type="button" onClick={() => void read()}>
          {say("moreMembers")}
        </button>
      )}
    </Dialog>
  );
}
