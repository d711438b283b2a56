/** A process's output, line by line, each when it is asked for. */
export function linesOf(stream: ReadableStream<Uint8Array>): { next: () => Promise<string> } {
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
  };
}
