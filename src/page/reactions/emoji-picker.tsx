import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isTouched, localStore } from "../browser/browser";
import { readValue, writeValue } from "../../client/key-value-store";
import type { Language } from "../languages/choose";
import { useAllWords } from "../languages/later-words";
import { ChangingText } from "../elements/changing-text";
import { SelectField } from "../dialogs/select-field";
import { EmojiGrid } from "./emoji-grid";
import { type EmojiGroup, parseEmojiFile, searchEmoji, toned, TONES } from "./emoji-list";

/** Where the chosen skin tone is kept. */
const TONE = "chuan.tone";

type Loaded = readonly EmojiGroup[] | "failed" | undefined;

/** All emoji, by group or by a search in the page's language. The list is fetched when this is opened. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { say, language } = useAllWords();
  const [groups, setGroups] = useState<Loaded>(undefined);
  const [query, search] = useState("");
  const [group, choose] = useState(0);
  const [tone, setTone] = useState(keptTone);
  const inside = useRef<HTMLDivElement>(null);
  const load = () => void fetchEmoji(language).then(setGroups, () => setGroups("failed"));
  useEffect(load, [language]);
  useLayoutEffect(() => {
    // What had the focus is no longer there.
    if (document.activeElement === document.body)
      inside.current?.querySelector<HTMLElement>("[autofocus]")?.focus();
  }, [groups]);

  const all = Array.isArray(groups) ? groups : [];
  const shown = useMemo(
    () => (query.trim() === "" ? (all[group]?.emoji ?? []) : searchEmoji(all, query)),
    [groups, query, group],
  );
  const pick = (one: (typeof shown)[number]) => onPick(toned(one, tone));

  if (groups === "failed")
    return (
      <div class="picker" ref={inside}>
        <p class="note" role="status">
          {say("absent")}
        </p>
        <button type="button" autofocus onClick={load}>
          {say("retry")}
        </button>
      </div>
    );
  return (
    <div class="picker" ref={inside}>
      <input
        type="search"
        // On a phone the keyboard would cover the emoji.
        autofocus={!isTouched()}
        dir="auto"
        placeholder={say("findEmoji")}
        aria-label={say("findEmoji")}
        onInput={({ currentTarget }) => search(currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = shown;
          if (event.key !== "Enter" || event.isComposing || !first) return;
          event.preventDefault();
          pick(first);
        }}
      />
      <div class="groups" role="group" aria-label={say("allEmoji")}>
        {all.map(({ name, emoji: [first] }, n) => (
          <button
            key={name}
            type="button"
            class="quiet"
            aria-label={name}
            title={name}
            aria-pressed={n === group && query === ""}
            onClick={() => choose(n)}
          >
            {first?.emoji}
          </button>
        ))}
      </div>
      <EmojiGrid emoji={shown} tone={tone} onPick={pick} />
      <p class="note" role="status">
        {groups !== undefined && shown.length === 0 && <ChangingText of={say("noEmoji")} />}
      </p>
      <SelectField
        label={say("skinTone")}
        value={tone}
        options={TONES.map((one) => [one, `✋${one}`])}
        onChange={(chosen) => {
          setTone(chosen);
          writeValue(localStore(), TONE, chosen);
        }}
      />
    </div>
  );
}

function keptTone(): (typeof TONES)[number] {
  const kept = readValue(localStore(), TONE);
  return TONES.find((tone) => tone === kept) ?? "";
}

async function fetchEmoji(language: Language): Promise<EmojiGroup[]> {
  const response = await fetch(`/emoji/${language}.txt`);
  if (!response.ok) throw new Error(`the emoji are not there: ${response.status}`);
  return parseEmojiFile(await response.text());
}
