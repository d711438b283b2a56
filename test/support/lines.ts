/** A process's output. A process stands still when nobody reads what it has to say and the pipe is full. */
export interface Lines {
  /** The next line. Rejects when the process has ended before it. */
  next: () => Promise<string>;
  /** Reads on, and forgets all of it, until the process ends. */
  drain: () => void;
}

export function linesOf(stream: ReadableStream<Uint8Array>): Lines {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";

  async function more(): Promise<void> {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the process ended, having said ${text}`);
    text += decoder.decode(value, { stream: true });
  }

  return {
    async next() {
      while (!text.includes("\n")) await more();
      const end = text.indexOf("\n");
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      return line;
    },

    drain() {
      reader.releaseLock();
      void stream.pipeTo(new WritableStream());
    },
  };
}
