import { useState } from "preact/hooks";
import { isAtLeast, TITLE_LENGTH, TOPIC_LENGTH } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { SelectField } from "../dialogs/select-field";
import { titleOf } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { ownRankIn } from "../state/rights";
import { CheckField } from "./check-field";
import { TextField } from "./text-field";
import { useRequest } from "./use-request";

/** Days after which messages can be deleted; 0 for never. */
const DAYS = [0, 1, 7, 30, 90, 365];

/** Changes a room: its title and topic, who writes, who finds it, and how long messages are kept. */
export function RoomSettingsDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useAllWords();
  const [room] = useState(chat.room.value);
  const { name, isClosed } = room;
  const { title: titled, topic: about = "", locked, listed, days = 0 } = room.profile.value;
  const before = { title: titled ?? titleOf({ room: name }, say), topic: about };
  const [title, setTitle] = useState(before.title);
  const [topic, setTopic] = useState(before.topic);
  const [isLocked, lock] = useState(locked === true);
  const [isListed, list] = useState(listed === true);
  const [kept, keep] = useState(String(days));
  const { isBusy, fault, run } = useRequest();
  const isOwner = ownRankIn(room, chat) === "owner";
  const mayList = !isClosed && (isOwner || isAtLeast(chat.server.value.rank, "moderator"));

  /** Only what is different: another person may be changing the rest. */
  const changes = () => ({
    room: name,
    ...(title === before.title ? {} : { title }),
    ...(topic === before.topic ? {} : { topic }),
    ...(isLocked === (locked === true) ? {} : { locked: isLocked }),
    ...(isListed === (listed === true) ? {} : { listed: isListed }),
    ...(Number(kept) === days ? {} : { days: Number(kept) }),
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    const settled = await run(() => chat.requests.ask("settle", changes()));
    if (!settled) return;
    chat.own.told(settled.room);
    onClose();
  };
  const choices = DAYS.includes(days) ? DAYS : [...DAYS, days];
  return (
    <Dialog title={say("roomSettings")} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void submit(event)}>
        <TextField
          label={say("title")}
          value={title}
          limit={TITLE_LENGTH}
          required
          onInput={setTitle}
        />
        <TextField
          label={say("topic")}
          value={topic}
          limit={TOPIC_LENGTH}
          hint={say("topicHint")}
          onInput={setTopic}
        />
        <CheckField label={say("locked")} isChecked={isLocked} onChange={lock} />
        {mayList && <CheckField label={say("listed")} isChecked={isListed} onChange={list} />}
        {isOwner && (
          <SelectField
            label={say("keep")}
            value={kept}
            options={choices.map((count) => [
              String(count),
              count === 0 ? say("keep_0") : say("keep_n", { count }),
            ])}
            onChange={keep}
          />
        )}
        {fault}
        <button type="submit" class="main" disabled={isBusy}>
          {say("save")}
        </button>
      </form>
    </Dialog>
  );
}
