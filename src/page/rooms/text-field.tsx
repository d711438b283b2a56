interface Props {
  label: string;
  value: string;
  /** Characters at most. */
  limit: number;
  hint?: string;
  autofocus?: boolean;
  required?: boolean;
  onInput: (text: string) => void;
}

/** A label and a line of text. */
export function TextField({ label, value, limit, hint, autofocus, required, onInput }: Props) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input
        dir="auto"
        placeholder={hint ?? " "}
        value={value}
        maxLength={limit}
        autocomplete="off"
        autofocus={autofocus}
        required={required}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
