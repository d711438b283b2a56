import type { UnsentFile as Unsent } from "../../client/outbox-store";
import { FileLine } from "./file-line";
import { previews } from "./previews";

/** A file of a message that is not sent yet: its preview, or a line. */
export function UnsentFileLine({ file }: { file: Unsent }) {
  const { id, preview, width, name, description } = file;
  if (id !== undefined && preview !== undefined) previews.set(id, preview);
  return preview !== undefined && width !== undefined ? (
    <img src={preview} alt={description || name} />
  ) : (
    <p class="file-line">
      <FileLine file={file} />
    </p>
  );
}
