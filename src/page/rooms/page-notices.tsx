import type { Decided } from "../../protocol";
import { roomTitle, titleOf } from "../elements/room-title";
import { withWhy } from "../elements/why";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { NoticeBar } from "../notices/notice";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";

/** What happened to the person: a room has ended for them while it was shown; a message that they had reported was looked at. */
export function PageNotices({ chat }: { chat: Chat }) {
  const { own, decided } = chat;
  return (
    <WithAllWords>
      {own.ended.value && (
        <Ended room={own.ended.value} onClose={() => (own.ended.value = undefined)} />
      )}
      {decided.value && (
        <LookedAt chat={chat} decided={decided.value} onClose={() => (decided.value = undefined)} />
      )}
    </WithAllWords>
  );
}

function Ended({ room, onClose }: { room: Room; onClose: () => void }) {
  const words = useAllWords();
  const { say } = words;
  const { out } = room.profile.value;
  const text = say(out ? `out_${out.act}` : "over", { room: roomTitle(room, say) });
  return <Closable text={withWhy(text, out ?? {}, words)} onClose={onClose} />;
}

interface LookedAtProps {
  chat: Chat;
  decided: Decided;
  onClose: () => void;
}

function LookedAt({ chat, decided: { room, outcome }, onClose }: LookedAtProps) {
  const { say } = useAllWords();
  const { title } = chat.rooms.value.find(({ name }) => name === room)?.profile.value ?? {};
  const text = say(`looked_${outcome}`, { room: titleOf({ room, title }, say) });
  return <Closable text={text} onClose={onClose} />;
}

function Closable({ text, onClose }: { text: string; onClose: () => void }) {
  const { say } = useAllWords();
  return (
    <NoticeBar text={text}>
      <button type="button" onClick={onClose}>
        {say("close")}
      </button>
    </NoticeBar>
  );
}
