/** Files that are dropped or pasted: the page does not take them yet, and must not be replaced by one. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** How long the notice about files is shown, in milliseconds. */
const TOLD = 6000;

/** Keeps files from replacing the page. The signal is true while the notice about that is shown. */
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
    // A piece of a table or a document is on the clipboard as a picture, too, but is pasted as text.
    const { types = [] } = clipboardData ?? {};
    if (types.includes("Files") && !types.includes("text/plain")) tell();
  });
  return isTold;
}

/** Keeps the browser from opening what was dropped. Returns whether it was a file. */
function refuse(event: DragEvent): boolean {
  const isFile = event.dataTransfer?.types.includes("Files") ?? false;
  // Text may be dropped into a field. Anywhere else, the browser would follow a dropped link.
  if (isFile || !isField(event.target)) event.preventDefault();
  return isFile;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
