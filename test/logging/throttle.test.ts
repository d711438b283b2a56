import { expect, setDefaultTimeout, test } from "bun:test";
import { once, onceAMinute, onceASecond, oncePerName } from "../../src/logging/throttle";
import { until } from "../support/until";

setDefaultTimeout(60_000);

test.concurrent(
  "H40: of many lines in a second the first is logged at once, the last after the second, and the others are counted",
  async () => {
    const said: [string, number][] = [];
    const say = onceASecond<string>((told, omitted) => said.push([told, omitted]));
    const start = performance.now();
    for (let n = 0; n < 100; n += 1) say(`fault ${n}`);
    expect(said).toEqual([["fault 0", 0]]);
    await until("the last one", () => said.length === 2);
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(said[1]).toEqual(["fault 99", 98]);
  },
);

test.concurrent("H40: a line that comes once a second is logged each time", async () => {
  const said: number[] = [];
  const say = onceASecond<string>((_, omitted) => said.push(omitted));
  say("a fault");
  await Bun.sleep(1100);
  expect(said).toEqual([0]);
  say("a fault");
  expect(said).toEqual([0, 0]);
});

test.concurrent(
  "H40: each name is logged once; a name that comes too soon is logged when it comes again",
  async () => {
    const said: string[] = [];
    const say = oncePerName((name) => said.push(name));
    say("ada");
    say("ada");
    say("lin");
    expect(said).toEqual(["ada"]);
    await until("another name", () => {
      say("ada");
      say("lin");
      return said.length === 2;
    });
    expect(said).toEqual(["ada", "lin"]);
  },
);

const shortage = (path: string) => Object.assign(new Error(`no ${path}`), { code: "EMFILE" });

test("H42: a failure that lasts is logged once, whatever its messages name; another one, and one of other work, at once", () => {
  const said: string[] = [];
  const say = onceAMinute((error, what) => said.push(`${what}: ${String(error)}`));
  for (let n = 0; n < 100; n += 1) {
    say(shortage(`file ${n}`), "erasing");
    say(new Error("it failed", { cause: shortage("table") }), "erasing");
    say(shortage("row"), "sweeping");
    say(new Error("the disk is full"), "erasing");
    say("nothing", "erasing");
  }
  expect(said).toEqual([
    "erasing: Error: no file 0",
    "sweeping: Error: no row",
    "erasing: Error: the disk is full",
    "erasing: nothing",
  ]);
});

test("H42: a failure that has lasted for a minute is logged again, with how often it was left out", async () => {
  const said: number[] = [];
  const say = onceAMinute((_, __, omitted) => said.push(omitted), 50);
  say(shortage("file"), "erasing");
  let left = 0;
  await until("the second line", () => {
    say(shortage("file"), "erasing");
    left += said.length === 1 ? 1 : 0;
    return said.length === 2;
  });
  expect(said).toEqual([0, left]);
});

test("H42: failures that are all different fill no log", async () => {
  const said: string[] = [];
  const say = onceAMinute((error) => said.push(String(error)), 500);
  for (let n = 0; n < 1000; n += 1) say(`fault ${n}`, "erasing");
  expect(said).toHaveLength(50);
  await until("another one", () => {
    say("fault 1000", "erasing");
    return said.length === 51;
  });
});

test("a line that is logged once has the values of the first call", () => {
  const said: string[] = [];
  const say = once((what: string) => said.push(what));
  say("first");
  say("second");
  expect(said).toEqual(["first"]);
});
