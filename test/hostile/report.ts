import { timers } from "./timers";

/** What a victim says of itself when it is asked. */
export interface Condition {
  /** Megabytes of memory that the process has, after it has tidied up if asked to. */
  memory: number;
  /** Milliseconds of processor time since the start. */
  cpu: number;
  timers: number;
  /** Engine.IO connections, Socket.IO sockets and rooms, where it knows them. */
  connections: number;
  sockets: number;
  rooms: number;
}

/** Tidying takes its time, which is not to be measured. */
export type Question = "after tidying" | "as it is";

/** Tells the parent process where this one listens, and from then on how it is, whenever it asks. */
export function report(url: string, count: () => Partial<Condition> = () => ({})): void {
  process.on("message", (question: Question) => {
    if (question === "after tidying") Bun.gc(true);
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage.rss() / 1e6;
    const cpu = (user + system) / 1000;
    const unknown = { connections: 0, sockets: 0, rooms: 0 };
    process.send?.({ memory, cpu, timers: timers(), ...unknown, ...count() });
  });
  // Whoever asked for it may have been ended.
  process.on("disconnect", () => process.exit());
  process.send?.({ url });
}
