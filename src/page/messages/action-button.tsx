import { type IconName, LaterIcon } from "../elements/later-icons";

interface Props {
  icon: IconName;
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
      <LaterIcon is={icon} flips={icon === "reply"} />
    </button>
  );
}
