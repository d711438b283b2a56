import { useWords } from "../languages/words-context";

/** Says that the page is better loaded again, with a button that does so. */
export function ReloadNotice({ text }: { text: "newVersion" | "absent" }) {
  const { say } = useWords();
  return (
    <p class="warning" role="status">
      {say(text)}{" "}
      <button type="button" class="now" onClick={() => location.reload()}>
        {say("reload")}
      </button>
    </p>
  );
}
