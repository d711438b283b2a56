import { useState } from "preact/hooks";
import { type Emoji, toned } from "./emoji-list";

interface Props {
  emoji: readonly Emoji[];
  tone: string;
  onPick: (one: Emoji) => void;
}

/** Emoji in rows. Tab leads to one of them, the arrows to the others. */
export function EmojiGrid({ emoji, tone, onPick }: Props) {
  const [at, move] = useState(0);
  const entry = Math.min(at, emoji.length - 1);
  return (
    <div class="grid" onKeyDown={(event) => moveByArrow(event)}>
      {emoji.map((one, n) => (
        <button
          key={one.emoji}
          type="button"
          class="quiet"
          tabIndex={n === entry ? 0 : -1}
          aria-label={one.name}
          title={one.name}
          onFocus={() => move(n)}
          onClick={() => onPick(one)}
        >
          {toned(one, tone)}
        </button>
      ))}
    </div>
  );
}

function moveByArrow(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const { key, target, currentTarget: grid } = event;
  const buttons = Array.from(grid.querySelectorAll("button"));
  const from = buttons.findIndex((button) => button === target);
  const step = stepOf(key, buttons, document.documentElement.dir === "rtl");
  const next = step === undefined || from < 0 ? undefined : buttons[from + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** How many buttons further an arrow leads. */
function stepOf(key: string, buttons: readonly HTMLElement[], isRtl: boolean): number | undefined {
  const below = buttons.findIndex(({ offsetTop }) => offsetTop > (buttons[0]?.offsetTop ?? 0));
  const row = below < 0 ? buttons.length : below;
  const forth = isRtl ? -1 : 1;
  return { ArrowRight: forth, ArrowLeft: -forth, ArrowDown: row, ArrowUp: -row }[key];
}
