/** Joins what keeps the files of a chat. */
import { fileURLToPath } from "node:url";
import type { FilesKept } from "../chat/files/chat-files";
import type { Pace } from "../chat/files/incoming-bytes";
import { forbidTypes } from "../chat/files/forbidden-types";
import { createUploadLimits } from "../chat/files/upload-limits";
import type { Metrics } from "../ops/metrics/metrics";
import { createPictures } from "../pictures";
import { type OpenStore, passingFolder } from "../store";
import type { Config } from "./config";

/** Milliseconds that an upload may take besides what its bytes take, and bytes a second at least: a slow phone's half. */
export const PACE = { grace: 15_000, perSecond: 4096 };
/** The script of the process that encodes pictures, in a checkout. */
export const ENCODER = fileURLToPath(new URL("../pictures/encoder.ts", import.meta.url));

/** Undefined where the server takes no files. `encoder` is the script of the process that encodes pictures, `pace` how slowly bytes may come. */
export async function openFiles(
  { files }: Pick<OpenStore, "files">,
  config: Config,
  { pictureMade }: Pick<Metrics, "pictureMade">,
  { encoder, pace }: { encoder: string; pace: Pace },
): Promise<(FilesKept & { secret: string }) | undefined> {
  if (!files) return undefined;
  const { fileBytes, filesBytes, forbiddenFiles, messageRate } = config;
  const folder = passingFolder(config.store, config.files);
  return {
    store: files,
    secret: await files.secret(),
    pictures: createPictures({ encoder, folder, onMade: pictureMade }),
    requireType: forbidTypes(forbiddenFiles),
    uploadLimits: createUploadLimits({ fileBytes, isLimited: messageRate > 0 }),
    fileBytes,
    filesBytes: filesBytes || undefined,
    pace,
  };
}
