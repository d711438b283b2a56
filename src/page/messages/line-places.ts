/** Where the lines of the list are, in pixels. */

export function linesIn(box: HTMLElement): NodeListOf<HTMLElement> {
  return box.querySelectorAll("[data-seq]");
}

/** By binary search, the index of the first line for which `is` holds; `is` must hold for all lines after it. The number of lines if there is none. */
export function firstOf(lines: NodeListOf<HTMLElement>, is: (place: DOMRect) => boolean): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line && is(line.getBoundingClientRect())) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function beginsAbove(line: HTMLElement | undefined, place: number): boolean {
  return line !== undefined && line.getBoundingClientRect().top < place;
}

export function toEnd(box: HTMLElement): void {
  box.scrollTop = box.scrollHeight;
}

export function offsetIn(box: HTMLElement, line: HTMLElement): number {
  return line.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** Where a line's text begins. The day and the writer above it may disappear when older messages are drawn. */
export function textIn(box: HTMLElement, line: HTMLElement): number {
  return offsetIn(box, line.querySelector<HTMLElement>(".txt") ?? line);
}

export function seqOf(line: HTMLElement): number {
  return Number(line.dataset["seq"]);
}
