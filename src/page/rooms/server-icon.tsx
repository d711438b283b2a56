import { useEffect, useState } from "preact/hooks";
import { ICON, SERVER_ROOM } from "../../protocol";
import { useAllWords } from "../languages/later-words";
import { changeIcon, showIcon } from "../notifications/icon";
import { allUnread } from "../notifications/title";
import { PictureField } from "../self/picture-field";
import type { Chat } from "../state/chat";

/** The server's icon, which its owners choose (P38). Draws nothing where the server takes no files. */
export function ServerIcon({ chat }: { chat: Chat }) {
  const { say } = useAllWords();
  const [icon, setIcon] = useState<string | undefined>(undefined);
  useEffect(() => {
    void chat.requests.ask("pictures", { from: [] }).then(
      (reply) => reply.ok && setIcon(reply.icon),
      () => {},
    );
  }, []);
  if (!chat.fileBytes.value) return null;
  // The browser has the one before under the same address.
  const address = `/icon.svg?${icon ?? ""}`;
  const show = (file: string | undefined) => {
    setIcon(file);
    changeIcon(file);
    void showIcon(allUnread(chat));
  };
  return (
    <PictureField
      chat={chat}
      label={say("serverIcon")}
      room={ICON}
      form={{ side: 512, type: "image/png" }}
      isSet={icon !== undefined}
      set={(file) => chat.requests.ask("settle", { room: SERVER_ROOM, icon: file })}
      onSet={show}
    >
      <img src={address} alt="" />
    </PictureField>
  );
}
