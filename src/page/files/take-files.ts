/** Files that are dropped anywhere on the page, or pasted. The browser must not open them in place of the page. */

/** Milliseconds without news of a dragged file after which it has left the page. */
const LEFT_AFTER = 600;

/** Calls `take` with files that are dropped or pasted, and `setOver` with whether files are held over the page. Ends with the returned function. */
export function listenForFiles(
  take: (files: readonly File[]) => void,
  setOver: (isOver: boolean) => void,
): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether what is dragged is of this page: a browser gives a picture out of it as a file. */
  let isOwn = false;
  const leave = () => setOver(false);
  const holds = (event: DragEvent) => holdsFiles(event) && !isOwn;
  const onDragOver = (event: DragEvent) => {
    if (!holds(event)) return;
    setOver(true);
    clearTimeout(timer);
    timer = setTimeout(leave, LEFT_AFTER);
  };
  const onDrop = (event: DragEvent) => {
    leave();
    if (holds(event)) take([...(event.dataTransfer?.files ?? [])]);
  };
  document.addEventListener("dragstart", () => (isOwn = true), { signal });
  document.addEventListener("dragend", () => (isOwn = false), { signal });
  document.addEventListener("dragover", onDragOver, { signal });
  document.addEventListener("drop", onDrop, { signal });
  document.addEventListener("paste", ({ clipboardData }) => take(pasted(clipboardData)), {
    signal,
  });
  return () => {
    clearTimeout(timer);
    ending.abort();
  };
}

/** A piece of a table or a document is on the clipboard as a picture, too, but is pasted as text; a file comes with its name as text. */
function pasted(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const text = data?.getData("text/plain").trim() ?? "";
  const isText = text !== "" && !files.some(({ name }) => text.includes(name));
  return isText ? [] : files;
}

/** Keeps the browser from opening what is dropped. Returns whether it is a file. */
function holdsFiles(event: DragEvent): boolean {
  const isFile = event.dataTransfer?.types.includes("Files") ?? false;
  // Text may be dropped into a field. Anywhere else, the browser would follow a dropped link.
  if (isFile || !isField(event.target)) event.preventDefault();
  return isFile;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
