import { expect, test } from "bun:test";
import { Random } from "../chaos/random";
import { type Breach, BREACHES } from "./lively-room";
import { ToldHistory } from "./told-history";

const HISTORIES = 200;
const STEPS = 150;

async function ends(seed: number, breach?: Breach) {
  const history = new ToldHistory(new Random(seed), breach);
  await history.run(STEPS);
  return history.outcome;
}

test("P13, P14, P22, P26: a reader has what a fresh reader gets, through cuts, reloads, jumps and restored logs", async () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { shown, fresh } = await ends(seed);
    expect({ seed, shown }).toEqual({ seed, shown: fresh });
  }
});

test.each([...BREACHES])("P14, P22: it is noticed when %s", async (breach) => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const right = await ends(seed, breach).then(
      ({ shown, fresh }) => Bun.deepEquals(shown, fresh),
      () => false,
    );
    if (!right) return;
  }
  throw new Error("it made no difference in any history");
});
