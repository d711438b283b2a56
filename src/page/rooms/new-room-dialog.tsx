import { useState } from "preact/hooks";
import {
  isLonger,
  LOBBY,
  ROOM_LENGTH,
  roomNamed,
  TITLE_LENGTH,
  TOPIC_LENGTH,
} from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import type { OpenDialog } from "../dialogs/open-dialog";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { TextField } from "./text-field";
import { useRequest } from "./use-request";

const KINDS = ["open", "closed"] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** Founds a room: an open one by its name, or a closed one by its title. An open one that is there already is opened. */
export function NewRoomDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const [kind, setKind] = useState<Kind>("open");
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const { isBusy, fault, run } = useRequest();
  const isOpen = kind === "open";
  const room = roomNamed(name.trim().replace(/\s+/gu, "-"));
  const title = name.trim();
  const isWell = isOpen ? room !== undefined : title !== "" && !isLonger(title, TITLE_LENGTH);

  const openNamed = async (wanted: string) => {
    const founded = async () => {
      const reply = await chat.requests.ask("found", { room: wanted, topic });
      // Somebody has spoken there, or owns it: it opens all the same.
      return reply.ok || reply.error.code !== "forbidden" ? reply : { ok: true as const };
    };
    if (wanted !== LOBBY && !(await run(founded))) return;
    onClose();
    chat.open({ room: wanted });
  };
  const foundClosed = async () => {
    const founded = await run(() => chat.requests.ask("found", { title, topic }));
    if (!founded) return;
    chat.own.told(founded.room);
    chat.open({ room: founded.room.room });
    // Nobody else is in it yet.
    show("invite");
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isWell && !isBusy) void (isOpen && room ? openNamed(room) : foundClosed());
  };

  return (
    <Dialog title={say("newRoom")} onClose={onClose}>
      <form class="fields" onSubmit={submit}>
        <TextField
          label={say(isOpen ? "newRoomName" : "title")}
          value={name}
          limit={isOpen ? ROOM_LENGTH : TITLE_LENGTH}
          autofocus
          required
          isWrong={title !== "" && !isWell}
          describedBy={isOpen ? "room-rule" : undefined}
          onInput={setName}
        />
        {isOpen && (
          <p class="note" id="room-rule">
            {say("newRoomRule")}
          </p>
        )}
        <fieldset>
          <legend class="label">{say("kind")}</legend>
          {KINDS.map((one) => (
            <label key={one} class="kind">
              <input
                type="radio"
                name="kind"
                checked={one === kind}
                aria-describedby={`kind-${one}`}
                onChange={() => setKind(one)}
              />
              <span>
                {say(`kind_${one}`)}
                <small class="note" id={`kind-${one}`}>
                  {say(`kind_${one}_text`)}
                </small>
              </span>
            </label>
          ))}
        </fieldset>
        <TextField
          label={say("topic")}
          value={topic}
          limit={TOPIC_LENGTH}
          hint={say("topicHint")}
          onInput={setTopic}
        />
        {fault}
        <button type="submit" class="main" disabled={!isWell || isBusy}>
          {say("create")}
        </button>
      </form>
    </Dialog>
  );
}
