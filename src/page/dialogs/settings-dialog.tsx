import { useState } from "preact/hooks";
import type { Chat } from "../state/chat";
import { THEMES } from "../settings/stored-settings";
import { type Language, LANGUAGES } from "../languages/choose";
import type { Settings } from "../settings/settings";
import { SelectField } from "./select-field";
import { Dialog } from "./dialog";
import { ChangingText } from "../elements/changing-text";
import { NameForm } from "./name-dialog";
import type { OpenDialog } from "./open-dialog";
import { NameClaim } from "../self/name-claim";
import { OwnPicture } from "../self/own-picture";
import { useAllWords } from "../languages/later-words";

interface Props {
  chat: Chat;
  settings: Settings;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** Name, picture, theme, language, sound, and the ways to what is settled rarely. */
export function SettingsDialog({ chat, settings, show, onClose }: Props) {
  const { say } = useAllWords();
  const [isSaved, setSaved] = useState(false);
  const rename = async (name: string) => setSaved(await chat.rename(name));
  return (
    <Dialog title={say("settings")} onClose={onClose}>
      <div onInput={() => setSaved(false)}>
        <NameForm
          name={chat.name.value}
          button={say("save")}
          onName={(name) => void rename(name)}
        />
      </div>
      <p class="note" role="status">
        {isSaved && <ChangingText of={say("saved")} />}
      </p>
      <p class="fault" role="alert">
        {chat.takenName.value !== undefined && <ChangingText of={say("error_name_taken")} />}
      </p>
      <NameClaim chat={chat} />
      <OwnPicture chat={chat} />
      <SelectField
        label={say("theme")}
        value={settings.theme.value}
        options={THEMES.map((theme) => [theme, say(`theme_${theme}`)] as const)}
        onChange={(theme) => (settings.theme.value = theme)}
      />
      <SelectField
        label={say("language")}
        value={settings.language.value ?? ""}
        options={[["", say("language_browser")], ...Object.entries(LANGUAGES).map(named)]}
        onChange={(wanted) => (settings.language.value = wanted || undefined)}
      />
      <label class="choice">
        <span>{say("sound")}</span>
        <input
          type="checkbox"
          checked={settings.sound.value}
          onChange={(event) => (settings.sound.value = event.currentTarget.checked)}
        />
      </label>
      <div class="buttons carry">
        {WAYS.map(([dialog, label]) => (
          <button key={dialog} type="button" onClick={() => show(dialog)}>
            {say(label)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

/** What is settled in a dialog of its own. */
const WAYS = [
  ["devices", "carry"],
  ["privacy", "privacy"],
  ["erase", "erase"],
] as const;

const named = ([tag, { name }]: [string, { name: string }]) => [tag as Language, name] as const;
