import { FILE_DESCRIPTION_LENGTH } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { LaterIcon } from "../elements/later-icons";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Room, StagedFile } from "../state/room";
import type { OpenFiles } from "./lazy-sending";
import { kindText, sizeText } from "./sizes";

interface Props {
  room: Room;
  openFiles: OpenFiles;
  /** Called when a file was taken out, with its button. */
  onLeave: () => unknown;
}

/** Above the box: the files that are to be sent, each with a description and a button that takes it out. */
export function StagedList(props: Props) {
  return (
    <WithAllWords>
      <All {...props} />
    </WithAllWords>
  );
}

function All({ room, openFiles, onLeave }: Props) {
  const { say } = useAllWords();
  const { staged } = room;
  const change = (key: string, changed: Partial<StagedFile>) => {
    staged.value = staged.value.map((one) => (one.key === key ? { ...one, ...changed } : one));
  };
  const takeOut = (key: string) => {
    staged.value = staged.value.filter((one) => one.key !== key);
    void openFiles().then(({ files }) => files.remove([key]));
    onLeave();
  };
  return (
    <ul class="staged" aria-label={say("filesToSend")}>
      {staged.value.map((file) => (
        <Staged
          key={file.key}
          file={file}
          onDescribe={(description) => change(file.key, { description })}
          onTakeOut={() => takeOut(file.key)}
        />
      ))}
    </ul>
  );
}

interface StagedProps {
  file: StagedFile;
  onDescribe: (description: string) => void;
  onTakeOut: () => void;
}

function Staged({ file, onDescribe, onTakeOut }: StagedProps) {
  const { say, locale } = useAllWords();
  const { name, type, size, description, preview, isBusy, isAsIs } = file;
  const isSeen = preview || isAsIs || /^(?:image|video|audio)\//.test(type);
  return (
    <li aria-busy={isBusy}>
      {preview ? <img src={preview} alt="" /> : <span class="ending">{kindText(file)}</span>}
      <div>
        <p class="name">
          <bdi translate={false} title={name}>
            {name}
          </bdi>
          <span class="note">
            <ChangingText of={isBusy ? say("filePreparing") : sizeText(size, locale)} />
          </span>
        </p>
        {isAsIs && <p class="note">{say("fileAsIs")}</p>}
        {isSeen && (
          <input
            value={description}
            dir="auto"
            maxLength={FILE_DESCRIPTION_LENGTH}
            placeholder={say("describe")}
            aria-label={say("describeFor", { name })}
            onInput={({ currentTarget }) => onDescribe(currentTarget.value)}
          />
        )}
      </div>
      <button
        type="button"
        class="quiet"
        aria-label={say("takeOut", { name })}
        title={say("takeOut", { name })}
        onClick={onTakeOut}
      >
        <LaterIcon is="close" />
      </button>
    </li>
  );
}
