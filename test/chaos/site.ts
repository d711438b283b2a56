/** What serves the people of a campaign: one machine, or several on one database. */
import type { Machine } from "./machine";

/** Something that befalls the servers, and is over when it resolves. */
export interface Blow {
  what: string;
  strike: () => Promise<unknown>;
}

export interface Site {
  start: () => Promise<unknown>;
  /** Where somebody connects who connects now. */
  port: () => number;
  /** Where every machine listens. */
  ports: () => number[];
  /** What befalls it in a round, one after the other. */
  blows: (round: number) => Blow[];
}

/** Every so many rounds the servers are also asked to leave, as at a deploy. */
export const DEPLOY_EVERY = 2;

/** One machine that is killed in every round, and deployed in some. */
export function oneMachine(machine: Machine): Site {
  const crash = { what: "a crash", strike: () => machine.crash().then(() => machine.start()) };
  const deploy = { what: "a deploy", strike: () => machine.leave().then(() => machine.start()) };
  return {
    start: () => machine.start(),
    port: () => machine.port,
    ports: () => [machine.port],
    blows: (round) => (round % DEPLOY_EVERY === 0 ? [deploy, crash] : [crash]),
  };
}
