/** How often marks are written (P36). */
import { expect, test } from "bun:test";
import { createMarking } from "../../src/store/marking";
import type { NewMark } from "../../src/store/persons";

const by = (from: string): NewMark => ({ from, room: "designers", seen: 1 });

test("P36: marks leave the messages nineteen twentieths of the time: after a commit that took long the next one waits for longer", async () => {
  const commits: { marks: number; began: number; ended: number }[] = [];
  const marking = createMarking(async (marks) => {
    const began = performance.now();
    await Bun.sleep(15);
    commits.push({ marks: marks.length, began, ended: performance.now() });
    return marks;
  });
  const first = marking.mark([by("ada")]);
  await Bun.sleep(1);
  await Promise.all([first, marking.mark([by("lin")]), marking.mark([by("nur")])]);
  expect(commits.map(({ marks }) => marks)).toEqual([1, 2]);
  const [one, next] = commits;
  expect(next!.began - one!.ended).toBeGreaterThan(20 * 14);
  await marking.close();
});
