/** Files in words, where there is no place to show them: in quotes, notifications and announcements. */
import { ChangingText } from "../elements/changing-text";
import type { AllWords } from "../languages/languages";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Described } from "./kinds";

interface Content {
  txt: string;
  files?: readonly Described[] | undefined;
}

/** What a message says, or else its files in words. */
export const saidOrSent = ({ txt, files }: Content, { say }: Pick<AllWords, "say">): string =>
  txt || inWords(files ?? [], say);

function inWords(files: readonly Described[], say: AllWords["say"]): string {
  const [first] = files;
  if (!first) return "";
  const { name, description } = first;
  const are = (begin: string) => files.every(({ type }) => type.startsWith(begin));
  const kinds = (["video", "audio"] as const).find((kind) => are(`${kind}/`));
  const isPicture = files.every(({ width }) => width !== undefined);
  const count = files.length;
  const more = count > 1 && !isPicture ? ` +${count - 1}` : "";
  const said = isPicture ? say("picture", { count }) : kinds ? say(kinds) : name;
  return `${said}${more}${description && count === 1 ? `: ${description}` : ""}`;
}

/** The files of a message that says nothing else. */
export function FilesInWords({ files }: { files: readonly Described[] }) {
  return (
    <WithAllWords>
      <InWords files={files} />
    </WithAllWords>
  );
}

function InWords({ files }: { files: readonly Described[] }) {
  const { say } = useAllWords();
  return <ChangingText of={inWords(files, say)} />;
}
