import type { File } from "../../protocol";
import type { Chat } from "../state/chat";
import { addressOf, mayFetch } from "./access";
import { FileLine } from "./file-line";

interface Props {
  file: File;
  chat: Chat;
  /** Called when the server no longer has it, or not for this person. */
  onGone: () => void;
}

/** A line that downloads a file: its name, kind and size. */
export function Download({ file, chat, onGone }: Props) {
  const { id, name, description } = file;
  return (
    <a
      class="file-line"
      href={addressOf(id, name)}
      download={name}
      title={description}
      onClick={(event) => {
        event.preventDefault();
        void download(file, chat).then((isThere) => isThere || onGone());
      }}
    >
      <FileLine file={file} />
      {description && <span class="unseen">{description}</span>}
    </a>
  );
}

/** Downloads a file. Resolves with whether it is there. */
export async function download(
  { id, name }: File,
  chat: Pick<Chat, "openFiles">,
): Promise<boolean> {
  const address = addressOf(id, name);
  // Without a connection the browser itself says so.
  if (!(await mayFetch(address, chat).catch(() => true))) return false;
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  return true;
}
