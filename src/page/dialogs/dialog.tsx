import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { focusMessages } from "../browser/focus";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

interface Props {
  title: ComponentChildren;
  class?: string;
  /** Without it the dialog cannot be closed. */
  onClose?: () => void;
  children: ComponentChildren;
}

/** A modal dialog, open for as long as it is drawn. The focus goes back to where it was. */
export function Dialog({ title, class: kind = "", onClose, children }: Props) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget | null>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const [shown, before] = [dialog.current, document.activeElement];
    shown?.showModal();
    return () => {
      // Until it is closed, nothing beside it takes the focus; closing gives it back, if what had it is there.
      shown?.close();
      if (document.activeElement === document.body && before !== document.body) focusMessages();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={kind}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      // A browser lets nobody be held in a dialog: the second Escape closes it, whatever its `cancel` says.
      onClose={({ currentTarget }) => {
        if (!currentTarget.isConnected) return;
        if (onClose) onClose();
        else currentTarget.showModal();
      }}
      onPointerDown={({ target }) => (pressed.current = target)}
      // Only beside the sheet, and not where a text that is being marked merely ends.
      onClick={({ target }) =>
        target === dialog.current && pressed.current === target && onClose?.()
      }
    >
      <div class="sheet">
        <div class="heading">
          <h2 key={title} id={heading}>
            {title}
          </h2>
          {onClose && (
            <button type="button" class="quiet" aria-label={say("close")} onClick={onClose}>
              <Icon is="close" />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
