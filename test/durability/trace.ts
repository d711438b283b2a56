/** What a server asked of its kernel, as `strace -f -y` wrote it down. */

/** A system call is seen when it begins and when it has ended: between the two, another thread may act. */
export interface Call {
  at: "begin" | "end";
  name: string;
  /** Everything between the parentheses that is known by then, and after them once it has ended. */
  text: string;
}

const LINE = /^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/;
const UNFINISHED = /<unfinished \.\.\.>$/;

/** The calls in the order in which they began and ended. */
export function* readTrace(trace: string): Generator<Call> {
  const unfinished = new Map<string, string>();
  for (const line of trace.split("\n")) {
    const [, thread = "", resumed, begun, text = ""] = LINE.exec(line) ?? [];
    if (resumed !== undefined) {
      yield { at: "end", name: resumed, text: (unfinished.get(thread) ?? "") + text };
    } else if (begun !== undefined) {
      yield { at: "begin", name: begun, text };
      if (UNFINISHED.test(text)) unfinished.set(thread, text.replace(UNFINISHED, ""));
      else yield { at: "end", name: begun, text };
    }
  }
}
