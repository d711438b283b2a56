import { type ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { FACES, ICON, Reply } from "../../protocol";
import { useAllWords } from "../languages/later-words";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { type SquareForm, squareOf } from "./square";

interface Props {
  chat: Chat;
  label: string;
  /** The picture as it is now. */
  children: ComponentChildren;
  /** Where it is uploaded to, and as what. */
  room: typeof FACES | typeof ICON;
  form: SquareForm;
  /** Whether there is one that can be taken away. */
  isSet: boolean;
  /** Makes a file that was uploaded the picture, or none. Rejects without a connection. */
  set: (file: string | null) => Promise<Reply<object>>;
  onSet: (file: string | undefined) => void;
}

/** A picture of the person or the server, which can be chosen and taken away. */
export function PictureField({ chat, label, children, room, form, isSet, set, onSet }: Props) {
  const { say } = useAllWords();
  const { isBusy, fault, run } = useRequest();
  const [isUnreadable, setUnreadable] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const change = async (file: string | null) => {
    if (await run(() => set(file))) onSet(file ?? undefined);
  };
  const choose = async (file: File) => {
    const bytes = await squareOf(file, form).catch(() => undefined);
    setUnreadable(bytes === undefined);
    if (!bytes) return;
    const signal = new AbortController().signal;
    const asked = { room, name: file.name, bytes, onProgress: () => {}, signal };
    const reply = await run(async () => (await chat.openFiles()).upload(asked));
    if (reply) await change(reply.file.id);
  };

  return (
    <section class="picture">
      {children}
      <span class="label">{label}</span>
      <div class="buttons">
        <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
          {say("pictureChoose")}
        </button>
        {isSet && (
          <button type="button" disabled={isBusy} onClick={() => void change(null)}>
            {say("pictureRemove")}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void choose(file);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
      {isUnreadable ? (
        <p role="alert" class="fault">
          {say("pictureUnreadable")}
        </p>
      ) : (
        fault
      )}
    </section>
  );
}
