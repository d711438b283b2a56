import type { Carried } from "../../client/identity";
import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

interface Props {
  carried: Carried;
  taken: () => void;
  closed: () => void;
}

/** Asks before this browser becomes somebody: a link may come from anybody. */
export function CarryDialog({ carried: { name }, taken, closed }: Props) {
  const { say } = useWords();
  return (
    <Dialog title={say("carryAsk", { name })} closed={closed}>
      <p class="note">{say("carryWarning", { name })}</p>
      <div class="buttons">
        <button type="button" class="main" onClick={taken}>
          {say("carryYes", { name })}
        </button>
        <button type="button" onClick={closed}>
          {say("carryNo")}
        </button>
      </div>
    </Dialog>
  );
}
