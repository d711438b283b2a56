/** How tests of a community get their machines: a store of the test's own, opened once or several times. */
import type { Community } from "../../src/store/community";
import type { Persons } from "../../src/store/persons";
import type { CommunityMachine, CommunityStore } from "./community-parts";

type Make = () => Promise<CommunityStore>;

/** Runs a test with one machine. */
export const onMachine =
  (make: Make) =>
  (run: (machine: CommunityMachine, store: CommunityStore) => Promise<void>) =>
  async () => {
    await using store = await make();
    await using machine = await store.open();
    await run(machine, store);
  };

/** Runs a test with a machine, and the people of its store as another one has them. */
export const onTwo =
  (make: Make) => (run: (here: CommunityMachine, there: Persons) => Promise<void>) =>
    onMachine(make)(async (machine, store) => {
      const other = await store.beside();
      await run(machine, other.persons);
      await other.close();
    });

/** Runs a test with the communities of three machines. */
export const onThree = (make: Make) => (run: (communities: Community[]) => Promise<void>) =>
  onMachine(make)(async (machine, store) => {
    const others = [await store.beside(), await store.beside()];
    await run([machine.community, ...others]);
    for (const other of others) await other.close();
  });
