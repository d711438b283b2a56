/** Files that are dropped or pasted: the page takes none yet, and must not be left for one. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** How long one is told that files cannot be sent, in milliseconds. */
const TOLD = 6000;

/** Lets no file take the place of the page. The signal is true while one is to be told why nothing came of it. */
export function refuseFiles(): ReadonlySignal<boolean> {
  const isTold = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    isTold.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => (isTold.value = false), TOLD);
  };
  document.addEventListener("dragover", (event) => void refuse(event));
  document.addEventListener("drop", (event) => refuse(event) && tell());
  document.addEventListener("paste", ({ clipboardData }) => {
    // What is copied from a table or a document is a picture as well, and is pasted as its text.
    const { types = [] } = clipboardData ?? {};
    if (types.includes("Files") && !types.includes("text/plain")) tell();
  });
  return isTold;
}

/** Keeps the browser from opening what is dropped. Returns whether it is a file. */
function refuse(event: DragEvent): boolean {
  const isFile = event.dataTransfer?.types.includes("Files") ?? false;
  // A text may be dropped where one writes; a link, anywhere else, would be followed.
  if (isFile || !isField(event.target)) event.preventDefault();
  return isFile;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
