import { useState } from "preact/hooks";
import { carryingPath } from "../browser/address";
import type { Chat } from "../state/chat";
import { THEMES } from "../settings/stored-settings";
import type { Identity } from "../../client/identity";
import { type Language, LANGUAGES } from "../languages/choose";
import type { Settings } from "../settings/settings";
import { Choice } from "./select-field";
import { Dialog } from "./dialog";
import { Fresh } from "../elements/changing-text";
import { Link } from "./share-link";
import { NameForm } from "./name-dialog";
import { useWords } from "../languages/words-context";

interface Props {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  closed: () => void;
}

/** Who one is, how the page looks, and the way to another device. */
export function SettingsDialog({ chat, identity, settings, closed }: Props) {
  const { say } = useWords();
  const [isSaved, setSaved] = useState(false);
  const rename = (name: string) => {
    chat.rename(name);
    setSaved(true);
  };
  return (
    <Dialog title={say("settings")} closed={closed}>
      <div onInput={() => setSaved(false)}>
        <NameForm name={chat.name.value} button={say("save")} named={rename} />
      </div>
      <p class="note" role="status">
        {isSaved && <Fresh of={say("saved")} />}
      </p>
      <Choice
        label={say("theme")}
        value={settings.theme.value}
        options={THEMES.map((theme) => [theme, say(`theme_${theme}`)] as const)}
        chosen={(theme) => (settings.theme.value = theme)}
      />
      <Choice
        label={say("language")}
        value={settings.language.value ?? ""}
        options={[["", say("language_browser")], ...Object.entries(LANGUAGES).map(named)]}
        chosen={(wanted) => (settings.language.value = wanted || undefined)}
      />
      <label class="choice">
        <span>{say("sound")}</span>
        <input
          type="checkbox"
          checked={settings.sound.value}
          onChange={(event) => (settings.sound.value = event.currentTarget.checked)}
        />
      </label>
      <Carry identity={identity} />
    </Dialog>
  );
}

const named = ([tag, { name }]: [string, { name: string }]) => [tag as Language, name] as const;

/** The link is a secret: it is not shown before it is asked for. */
function Carry({ identity }: { identity: Identity }) {
  const { say } = useWords();
  const [isShown, show] = useState(false);
  const link = location.origin + carryingPath({ key: identity.key, name: identity.name() });
  return (
    <section class="carry">
      <h3>{say("carry")}</h3>
      <p class="note">{say("carryText")}</p>
      {isShown ? (
        <Link of={link} shares={false} />
      ) : (
        <button type="button" onClick={() => show(true)}>
          {say("carryShow")}
        </button>
      )}
    </section>
  );
}
