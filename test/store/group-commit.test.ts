import { expect, test } from "bun:test";
import { GroupCommit } from "../../src/store/group-commit";
import { LogUnavailable } from "../../src/store/log";
import { within } from "../support/deadline";

type Work = `${string} ${string}`;

const BUSY = new Error("busy");
const FULL = new Error("full");

/** Commits what somebody says, two at a time, on a store that answers what the test says, in turn. */
function open(patience: number, ...answers: (Error | "taken")[]) {
  const stored: Work[] = [];
  const commits = new GroupCommit<Work, Work>({
    async commit(group) {
      const answer = answers.shift() ?? "taken";
      if (answer !== "taken") throw answer;
      stored.push(...group);
      return [...group];
    },
    most: 2,
    queueOf: (work) => work.split(" ")[0] ?? "",
    isPassing: (error) => error === BUSY,
    patience,
  });
  const outcomes = (...works: Work[]) =>
    Promise.all(
      works.map((work) =>
        commits.add(work).then(
          () => "stored",
          (error: unknown) => error instanceof LogUnavailable && "given up",
        ),
      ),
    );
  return { stored, outcomes };
}

test("waiting messages are committed in groups, in their order", async () => {
  const { stored, outcomes } = open(1000);
  const all: Work[] = ["ada 1", "lin 1", "ada 2", "ada 3", "lin 2"];
  expect(await outcomes(...all)).toEqual(all.map(() => "stored"));
  expect(stored).toEqual(all);
});

test("a group waits for the next turn of the event loop while each turn brings more messages, for three turns at most", async () => {
  const groups: number[][] = [];
  const commits = new GroupCommit<number, number>({
    commit(group) {
      groups.push([...group]);
      return [...group];
    },
    most: 100,
    queueOf: String,
    isPassing: () => false,
    patience: 1000,
  });
  const added: Promise<number>[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  // The next turn's comes before what the group does in that turn, as what comes by a socket does.
  const come = (turn: number) => {
    if (turn < 6) setImmediate(come, turn + 1);
    else resolve();
    added.push(commits.add(turn));
  };
  come(1);
  await within(1000, "the last turn", promise);
  expect(await Promise.all(added)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(groups).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ]);
});

test("a commit that fails for a temporary reason is tried again, in the same order", async () => {
  const { stored, outcomes } = open(10_000, BUSY, BUSY);
  const all: Work[] = ["ada 1", "ada 2", "ada 3"];
  expect(await outcomes(...all)).toEqual(all.map(() => "stored"));
  expect(stored).toEqual(all);
});

test("when a message is given up, later messages of its queue are given up too, and no others", async () => {
  const { stored, outcomes } = open(1000, FULL);
  expect(await outcomes("ada 1", "ada 2", "lin 1", "ada 3", "lin 2")).toEqual([
    "given up",
    "given up",
    "stored",
    "given up",
    "stored",
  ]);
  expect(stored).toEqual(["lin 1", "lin 2"]);
});

test("a message that has waited too long is given up with the later ones of its queue, and no others", async () => {
  const { stored, outcomes } = open(-1, BUSY);
  expect(await outcomes("ada 1", "lin 1", "ada 2", "kim 1")).toEqual([
    "given up",
    "given up",
    "given up",
    "stored",
  ]);
  expect(stored).toEqual(["kim 1"]);
});

test("P32: work that is turned back takes with it what waits in its queue, in its order, and nothing of other queues", async () => {
  const done: string[] = [];
  let isFirst = true;
  const commits = new GroupCommit<Work, string>({
    async commit(group) {
      await new Promise(setImmediate);
      const results = group.map((work) =>
        isFirst && work.startsWith("ada") ? "turned back" : work,
      );
      isFirst = false;
      return results;
    },
    most: 2,
    queueOf: (work) => work.split(" ")[0] ?? "",
    isTurnedBack: (result) => result === "turned back",
    isPassing: () => false,
    patience: 1000,
  });
  const all: Work[] = ["ada 1", "lin 1", "ada 2", "lin 2", "ada 3"];
  const results = await Promise.all(
    all.map((work) =>
      commits.add(work).then((result) => {
        done.push(work);
        return result;
      }),
    ),
  );
  expect(results).toEqual(["turned back", "lin 1", "turned back", "lin 2", "turned back"]);
  expect(done.filter((work) => work.startsWith("ada"))).toEqual(["ada 1", "ada 2", "ada 3"]);
  expect(await commits.add("ada 1")).toBe("ada 1");
});
