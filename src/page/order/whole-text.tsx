import type { Message } from "../../protocol";
import { QuotedText } from "../answers/quote";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { withoutExcessMarks } from "../text/markup";

type Read = Pick<Message, "name" | "txt" | "notice"> & { gone?: Message["gone"] };

/** All that a message says, as plain text: moderators decide by it. */
export function WholeText({ of: message }: { of: Read }) {
  const { say } = useAllWords();
  const { txt, gone, notice } = message;
  if (notice) return <QuotedText of={message} />;
  return (
    <p class="whole" dir="auto">
      <ChangingText of={gone ? say("gone") : withoutExcessMarks(txt)} />
    </p>
  );
}
