import { useState } from "preact/hooks";
import { transferPath } from "../browser/address";
import type { Chat } from "../state/chat";
import { THEMES } from "../settings/stored-settings";
import type { Identity } from "../../client/identity";
import { type Language, LANGUAGES } from "../languages/choose";
import type { Settings } from "../settings/settings";
import { SelectField } from "./select-field";
import { Dialog } from "./dialog";
import { ChangingText } from "../elements/changing-text";
import { ShareLink } from "./share-link";
import { NameForm } from "./name-dialog";
import { useAllWords } from "../languages/later-words";

interface Props {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  onClose: () => void;
}

/** Name, theme, language, sound, and the link for another device. */
export function SettingsDialog({ chat, identity, settings, onClose }: Props) {
  const { say } = useAllWords();
  const [isSaved, setSaved] = useState(false);
  const rename = (name: string) => {
    chat.rename(name);
    setSaved(true);
  };
  return (
    <Dialog title={say("settings")} onClose={onClose}>
      <div onInput={() => setSaved(false)}>
        <NameForm name={chat.name.value} button={say("save")} onName={rename} />
      </div>
      <p class="note" role="status">
        {isSaved && <ChangingText of={say("saved")} />}
      </p>
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
      <Transfer identity={identity} />
    </Dialog>
  );
}

const named = ([tag, { name }]: [string, { name: string }]) => [tag as Language, name] as const;

/** The link for another device. It is a secret, and hidden until the person asks for it. */
function Transfer({ identity }: { identity: Identity }) {
  const { say } = useAllWords();
  const [isShown, show] = useState(false);
  const link = location.origin + transferPath({ key: identity.key, name: identity.name() });
  return (
    <section class="carry">
      <h3>{say("carry")}</h3>
      <p class="note">{say("carryText")}</p>
      {isShown ? (
        <ShareLink of={link} shares={false} />
      ) : (
        <button type="button" onClick={() => show(true)}>
          {say("carryShow")}
        </button>
      )}
    </section>
  );
}
