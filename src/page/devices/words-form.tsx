import { useState } from "preact/hooks";
import { ChangingText } from "../elements/changing-text";
import type { AllWords } from "../languages/languages";
import { useAllWords } from "../languages/later-words";
import { continueAs } from "./continue-as";
import { words } from "./lazy-words";
import type { Typed } from "./words";

/** The field for the words of another device, whose identity this one takes over. */
export function WordsForm() {
  const all = useAllWords();
  const { say } = all;
  const [fault, setFault] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("words");
    const text = field instanceof HTMLTextAreaElement ? field.value : "";
    const typed = (await words.load())?.keyOf(text);
    if (typed?.is === "key") continueAs({ key: typed.key, name: "" });
    else setFault(typed ? faultOf(typed, all) : say("absent"));
  };
  return (
    <form class="fields" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span class="label">{say("words")}</span>
        <textarea
          name="words"
          rows={4}
          dir="ltr"
          lang="en"
          required
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault !== ""}
          aria-describedby="words-fault"
        />
      </label>
      <p role="alert" class="fault" id="words-fault">
        {fault && <ChangingText of={fault} />}
      </p>
      <button type="submit" class="main">
        {say("wordsGo")}
      </button>
    </form>
  );
}

function faultOf(typed: Exclude<Typed, { is: "key" }>, { say }: AllWords): string {
  if (typed.is === "count") return say("wordsCount", { count: typed.count });
  if (typed.is === "mismatch") return say("wordsMismatch");
  const { n, word, meant } = typed;
  const wrong = say("wordsWrong", { n, word });
  return meant === undefined ? wrong : `${wrong} ${say("wordsMeant", { word: meant })}`;
}
