import { timers } from "./timers";

/** What a victim reports of itself. */
export interface Condition {
  /** Megabytes of memory of the process, after a garbage collection if asked for. */
  memory: number;
  /** Milliseconds of processor time since the start. */
  cpu: number;
  timers: number;
  /** Engine.IO connections, Socket.IO sockets and rooms, where the victim knows them. */
  connections: number;
  sockets: number;
  rooms: number;
}

/** Tidying takes its time, which is not to be measured. */
export type Question = "after tidying" | "as it is";

/** Sends the parent process the address of this one, and from then on its condition at each request. */
export function report(url: string, count: () => Partial<Condition> = () => ({})): void {
  process.on("message", (question: Question) => {
    if (question === "after tidying") Bun.gc(true);
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage.rss() / 1e6;
    const cpu = (user + system) / 1000;
    const unknown = { connections: 0, sockets: 0, rooms: 0 };
    process.send?.({ memory, cpu, timers: timers(), ...unknown, ...count() });
  });
  // The parent process may have ended.
  process.on("disconnect", () => process.exit());
  process.send?.({ url });
}
