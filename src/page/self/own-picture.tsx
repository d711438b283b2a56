import { FACES } from "../../protocol";
import { faceOf } from "../elements/faces";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { showFace } from "./ask-for-faces";
import { PictureField } from "./picture-field";

/** The person's own picture (P38). Draws nothing where the server takes no files. */
export function OwnPicture({ chat }: { chat: Chat }) {
  const { say } = useAllWords();
  const { value: me } = chat.me;
  if (me === undefined || !chat.fileBytes.value) return null;
  return (
    <PictureField
      chat={chat}
      label={say("ownPicture")}
      room={FACES}
      form={{ side: 256, type: "image/webp" }}
      isSet={faceOf(me).value !== ""}
      set={(file) => chat.requests.ask("picture", { file })}
      onSet={(file) => void showFace(me, file, chat)}
    >
      <Portrait from={me} />
    </PictureField>
  );
}
