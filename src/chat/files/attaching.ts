/** Gives files to the message that is being sent (P38). */
import type { Draft, Files } from "../../store";
import { Refusal } from "../refusal";
import { wireFileOf } from "./upload";

/** Files as `chuan` names them. */
export type AttachedFiles = readonly { id: string; description: string }[];

/**
 * The draft with its files, which are the message's from now on. Done again for the same message it does nothing more. Rejects with
 * `Refusal` where one of them is not there, or is not the sender's for that room.
 */
export type Attach = (draft: Draft, attached: AttachedFiles) => Promise<Draft>;

/** `files` is undefined where the server takes none. */
export function createAttach(files: Pick<Files, "claim"> | undefined): Attach {
  return async (draft, attached) => {
    if (!files) throw new Refusal("forbidden", "this server takes no files");
    const claimed = await files.claim(
      attached.map(({ id }) => id),
      draft,
    );
    if (!claimed)
      throw new Refusal("not_found", "a file of the message is missing: upload it again");
    return { ...draft, files: claimed.map(described) };

    function described(file: Parameters<typeof wireFileOf>[0], place: number) {
      const description = attached[place]?.description ?? "";
      return description === "" ? wireFileOf(file) : { ...wireFileOf(file), description };
    }
  };
}
