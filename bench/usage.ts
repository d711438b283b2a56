/** What the system says of a process: its processor time and its memory. */
import { readdir, readFile } from "node:fs/promises";

/** Of a second: what `/proc` counts processor time in, on every Linux. */
const TICK = 1 / 100;
const PAGE = 4096;

export class Usage {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Seconds of processor time that it has used so far. */
  async cpu(): Promise<number> {
    const stat = await readFile(`/proc/${this.#pid}/stat`, "utf8");
    // The second field is the program's name, which may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  }

  /** Seconds that its threads of now have run so far, to the nanosecond: for work that takes less than many ticks. */
  async ran(): Promise<number> {
    const threads = await readdir(`/proc/${this.#pid}/task`);
    const times = await Promise.all(threads.map((thread) => this.#ranOf(thread)));
    return times.reduce((sum, one) => sum + one, 0);
  }

  /** Seconds that its first thread, which runs all JavaScript, has run so far, to the nanosecond. */
  async ranMain(): Promise<number> {
    return this.#ranOf(String(this.#pid));
  }

  async #ranOf(thread: string): Promise<number> {
    const stat = await readFile(`/proc/${this.#pid}/task/${thread}/schedstat`, "utf8");
    return Number(stat.split(" ")[0]) / 1e9;
  }

  /** Bytes of memory that it has. */
  async memory(): Promise<number> {
    const statm = await readFile(`/proc/${this.#pid}/statm`, "utf8");
    return Number(statm.split(" ")[1]) * PAGE;
  }

  /** The most bytes of memory that it has had so far. */
  async peak(): Promise<number> {
    const status = await readFile(`/proc/${this.#pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Resolves once it uses next to no processor time: it has done what it had to do. */
  async settled(): Promise<void> {
    for (let calm = 0; calm < 3;) {
      const before = await this.cpu();
      await Bun.sleep(100);
      calm = (await this.cpu()) - before <= TICK ? calm + 1 : 0;
    }
  }
}
