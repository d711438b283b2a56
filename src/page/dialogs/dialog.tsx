import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { focusMessages } from "../browser/focus";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

interface Props {
  title: ComponentChildren;
  class?: string;
  /** Without this the dialog cannot be closed. */
  onClose?: () => void;
  children: ComponentChildren;
}

/** A modal dialog, open as long as it is drawn. Afterwards the focus goes back to where it was. */
export function Dialog({ title, class: kind = "", onClose, children }: Props) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget | null>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const [shown, before] = [dialog.current, document.activeElement];
    shown?.showModal();
    return () => {
      // An open dialog lets nothing outside take the focus. Closing gives the focus back, if the element is still there.
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
      // Browsers let nobody be trapped in a dialog: a second Escape closes it, even if `cancel` was prevented.
      onClose={({ currentTarget }) => {
        if (!currentTarget.isConnected) return;
        if (onClose) onClose();
        else currentTarget.showModal();
      }}
      onPointerDown={({ target }) => (pressed.current = target)}
      // Only a click outside of the sheet closes it, not a selection that began inside and ends outside.
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
