import type { ComponentChildren } from "preact";

/** A quiet line above the messages, with buttons. */
export function NoticeBar({ text, children }: { text: string; children: ComponentChildren }) {
  return (
    <div class="warning">
      <p role="status" dir="auto">
        {text}
      </p>
      {children}
    </div>
  );
}
