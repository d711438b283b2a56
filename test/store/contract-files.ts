/** What files promise, whatever store they are in. */
import { contractOfPictures } from "./contract-pictures";
import { keepingContract } from "./contract-keeping";
import { receivingContract } from "./contract-receiving";
import type { OpenFilesStore } from "./files-parts";

/** Runs the suite on the stores that `open` opens. */
export function contractOfFiles(open: OpenFilesStore): void {
  contractOfPictures(open);
  receivingContract(open);
  keepingContract(open);
}
