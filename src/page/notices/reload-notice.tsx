import { useWords } from "../languages/words-context";

/** Says why the page should be loaded again, with a button for it. */
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
