import { useState } from "preact/hooks";
import { roomNamed } from "../../protocol";
import type { Chat } from "../state/chat";
import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

/** Asks for a room's name, and opens it. */
export function NewRoomDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useWords();
  const [name, setName] = useState("");
  const room = roomNamed(name.trim().replace(/\s+/gu, "-"));
  const submit = (event: Event) => {
    event.preventDefault();
    if (!room) return;
    onClose();
    chat.open({ room });
  };
  return (
    <Dialog title={say("newRoom")} onClose={onClose}>
      <form class="row" onSubmit={submit}>
        <label>
          <span class="label">{say("newRoomName")}</span>
          <input
            dir="auto"
            placeholder=" "
            value={name}
            autofocus
            required
            aria-invalid={name.trim() !== "" && !room}
            aria-describedby="room-rule"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" disabled={!room}>
          {say("open")}
        </button>
      </form>
      <p class="note" id="room-rule">
        {say("newRoomRule")}
      </p>
    </Dialog>
  );
}
