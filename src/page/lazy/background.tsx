import { Shortcuts } from "../browser/shortcuts";
import { CountReports } from "../order/count-reports";
import { AskForFaces } from "../self/ask-for-faces";
import type { Chat } from "../state/chat";

/** Draws nothing: what goes on beside all that is shown. */
export function Background({ chat, help }: { chat: Chat; help: () => void }) {
  return (
    <>
      <Shortcuts chat={chat} help={help} />
      <CountReports chat={chat} />
      <AskForFaces chat={chat} />
    </>
  );
}
