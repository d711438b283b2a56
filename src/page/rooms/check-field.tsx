interface Props {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

/** A label and a choice of yes or no. */
export function CheckField({ label, isChecked, onChange }: Props) {
  return (
    <label class="choice">
      <span>{label}</span>
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
