import { isLonger } from "../../protocol";

interface Props {
  label: string;
  value: string;
  /** Characters at most; the server refuses more. */
  limit: number;
  hint?: string;
  autofocus?: boolean;
  required?: boolean;
  /** Whether the text cannot be used, for another reason than its length. */
  isWrong?: boolean;
  /** The id of what explains the field. */
  describedBy?: string | undefined;
  onInput: (text: string) => void;
}

/** A label and a line of text. */
export function TextField(props: Props) {
  const { label, value, limit, hint = " ", autofocus, required, isWrong = false, onInput } = props;
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input
        dir="auto"
        placeholder={hint}
        value={value}
        autocomplete="off"
        autofocus={autofocus}
        required={required}
        aria-invalid={isWrong || isLonger(value.trim(), limit)}
        aria-describedby={props.describedBy}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
