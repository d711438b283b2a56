import { useEffect, useState } from "preact/hooks";
import { type ListedRoom, TITLE_LENGTH } from "../../protocol";
import { pathOf } from "../browser/address";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { titleOf } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { TextField } from "./text-field";
import { useRequest } from "./use-request";
import { shownLabel } from "../text/label";

/** Milliseconds from a letter to asking the server. */
const ASKED_AFTER = 200;

/** The open rooms that anybody may find. */
export function BrowseDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useAllWords();
  const [wanted, want] = useState("");
  const [found, setFound] = useState<readonly ListedRoom[] | undefined>(undefined);
  const { fault, run } = useRequest();
  useEffect(() => {
    let isLast = true;
    const timer = setTimeout(
      () =>
        void run(() => chat.requests.ask("rooms", { q: wanted.trim() })).then((reply) => {
          if (reply && isLast) setFound(reply.rooms);
        }),
      found ? ASKED_AFTER : 0,
    );
    return () => {
      isLast = false;
      clearTimeout(timer);
    };
  }, [wanted]);

  const open = (room: string) => {
    onClose();
    chat.open({ room });
  };
  return (
    <Dialog title={say("browse")} onClose={onClose}>
      <TextField
        label={say("findRooms")}
        value={wanted}
        limit={TITLE_LENGTH}
        autofocus
        onInput={want}
      />
      <ul class="found">
        {found?.map((one) => (
          <li key={one.room}>
            <a
              href={pathOf(one)}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                open(one.room);
              }}
            >
              <bdi translate={false}>{titleOf(one, say)}</bdi>
              {one.topic !== undefined && (
                <small class="note" dir="auto">
                  {shownLabel(one.topic)}
                </small>
              )}
            </a>
          </li>
        ))}
      </ul>
      <p class="note" role="status">
        {found?.length === 0 && <ChangingText of={say("noRooms")} />}
      </p>
      {fault}
    </Dialog>
  );
}
