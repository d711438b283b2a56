import { useContext } from "preact/hooks";
import type { File } from "../../protocol";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { WordsContext } from "../languages/words-context";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { addressOf, useAccess } from "./access";
import { Download } from "./download";
import { FileLine } from "./file-line";
import { kindOf } from "./kinds";
import { Player } from "./player";
import { previews } from "./previews";
import { openViewer } from "./open-viewer";

export interface SentProps {
  file: File;
  /** The message that has it. */
  seq: number;
  chat: Chat;
  room: Room;
}

/** A file of a message: a picture that opens large, video and sound that play here, or a line that downloads it. */
export function SentFile(props: SentProps) {
  return (
    <WithAllWords>
      <Shown {...props} />
    </WithAllWords>
  );
}

function Shown(props: SentProps) {
  const { say } = useAllWords();
  const { file, chat, room } = props;
  const { id, name } = file;
  const kind = kindOf(file);
  const address = addressOf(id, kind === "picture" && !isMoving(file) ? "small" : name);
  const { access, onError, learn } = useAccess(address, chat, room);
  if (access.is === "gone")
    return (
      <p class="file-line">
        <FileLine file={file} why={say("fileGone")} />
      </p>
    );
  if (access.is === "broken" || kind === "file")
    return <Download file={file} chat={chat} onGone={() => learn({ is: "gone" })} />;
  const source = access.is === "open" ? address + access.query : undefined;
  return kind === "picture" ? (
    <PictureButton {...props} source={source} onError={onError} />
  ) : (
    <Player is={kind} file={file} source={source} onError={onError} />
  );
}

/** Bytes of a picture that moves in the list. */
const MOVING = 4_000_000;

/** Whether a picture also moves in the list. The small form of a moving picture does not move. */
const isMoving = ({ type, size }: File) =>
  type === "image/gif" && size <= MOVING && !matchMedia("(prefers-reduced-motion: reduce)").matches;

interface PictureProps extends SentProps {
  source: string | undefined;
  onError: () => void;
}

function PictureButton({ file, seq, chat, room, source, onError }: PictureProps) {
  const words = useContext(WordsContext);
  const { id, name, description, width, height } = file;
  const preview = previews.get(id);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => words && openViewer({ words, chat, room, seq, id })}
    >
      <img
        // Before the address: Firefox and WebKit would fetch it at once.
        loading="lazy"
        decoding="async"
        src={source}
        alt={description || name}
        title={description}
        width={width}
        height={height}
        style={preview && `background-image: url("${preview}")`}
        onError={onError}
      />
    </button>
  );
}
