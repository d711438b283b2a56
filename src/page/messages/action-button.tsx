import { Icon } from "../elements/icons";
import type { ComponentProps } from "preact";

interface Props {
  icon: ComponentProps<typeof Icon>["is"];
  label: string;
  /** Whether it opens a dialog. */
  opens?: boolean;
  onClick: (event: { currentTarget: Element }) => void;
}

/** A button of the bar beside a message. */
export function ActionButton({ icon, label, opens, onClick }: Props) {
  return (
    <button
      type="button"
      class="quiet"
      aria-label={label}
      title={label}
      aria-haspopup={opens ? "dialog" : undefined}
      onClick={onClick}
    >
      <Icon is={icon} flips={icon === "reply"} />
    </button>
  );
}
