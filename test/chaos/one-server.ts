/** A short campaign on one machine, on a store of its own. */
import { rm } from "node:fs/promises";
import { commandOf } from "../support/compiled";
import { quickFolder } from "../support/folder";
import { UNLIMITED } from "../support/server";
import { type Campaign, type Outcome, run } from "./campaign";
import { Machine } from "./machine";
import { Random } from "./random";
import { oneMachine } from "./site";

type Course = Pick<Campaign, "people" | "rounds" | "patience"> & Partial<Campaign>;

/** Things done a second, by all together: some of them fall into each moment of a failure. */
export const RATE = 20;

/** `PLANTED` names what is wrong with the server. */
export async function oneServer(
  { people, rounds, patience, load = 1000, lateness = 0 }: Course,
  env: { PLANTED?: string } = {},
): Promise<Outcome> {
  const server = await commandOf("PLANTED" in env ? "planted-server" : "server");
  const folder = await quickFolder("chuan-chaos-");
  const path = `${folder}/chuan.db`;
  const store = { DATABASE_URL: `sqlite:${path}`, DRAIN_SECONDS: "1" };
  await using machine = new Machine({ ...UNLIMITED, ...store, ...env }, server);
  const outcome = await run({
    site: oneMachine(machine, path),
    random: new Random(20_261),
    rounds,
    people,
    rooms: 2,
    rate: RATE,
    load,
    patience,
    lateness,
    tell: () => {},
  });
  await rm(folder, { recursive: true });
  return outcome;
}
