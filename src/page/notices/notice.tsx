import type { ComponentChildren } from "preact";

/** A quiet line above the messages, with what one can do about it. */
export function Notice({ says, children }: { says: string; children: ComponentChildren }) {
  return (
    <div class="warning">
      <p role="status" dir="auto">
        {says}
      </p>
      {children}
    </div>
  );
}
