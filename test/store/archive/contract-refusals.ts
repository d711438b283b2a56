/** What every store refuses to import, and what an import that fails leaves. */
import { describe, expect, test } from "bun:test";
import { openTarget } from "../../../src/store/archive/open-archive";
import { openCommunity } from "../../../src/store/open-community";
import { SERVER_ROOM } from "../../../src/protocol";
import { readLocation } from "../../../src/store/location";
import type { Persons } from "../../../src/store/persons";
import { rejection } from "../../support/rejection";
import { as, closed, invitation, lin, settle } from "../community-parts";
import { restriction } from "../acts-parts";
import { say, makeFolder, imported, manyMessages, type ArchivedStore } from "./archive-parts";

/** Runs the suite on the stores that `makeStore` makes. */
export function refusalsContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  describe(`${name}: refused imports`, () => {
    test.each([
      ["keys", (persons: Persons) => persons.replaceKey("ada", "another", "ada")],
      ["names", (persons: Persons) => persons.grant({ looks: ["ada"], name: "Ada", from: "ada" })],
      ["marks", (persons: Persons) => persons.mark([{ from: "ada", room: "lobby", seen: 0 }])],
      ["settings", (persons: Persons) => persons.block("ada", "lin", true)],
    ])("a store with %s refuses an import", async (what, keep) => {
      await using store = await makeStore();
      await (await store.open()).close();
      const community = await openCommunity(readLocation(store.databaseUrl));
      await keep(community.persons);
      await community.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        `has ${what} already`,
      );
    });

    test.each([
      ["people", { members: [as("owner", lin, SERVER_ROOM)] }],
      ["rooms", { profiles: [closed()] }],
      ["invitations", { invitation: invitation() }],
      ["restrictions", { restrictions: [restriction()] }],
    ])("a store with %s refuses an import", async (what, decision) => {
      await using store = await makeStore();
      await (await store.open()).close();
      const community = await openCommunity(readLocation(store.databaseUrl));
      await settle(community, decision);
      await community.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        `has ${what} already`,
      );
    });

    test("a store with messages refuses an import", async () => {
      await using store = await makeStore();
      const log = await store.open();
      await say(log, "lobby", "one");
      await log.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        "has messages already",
      );
    });

    test("an import that fails half-way leaves the store empty, and the next one succeeds", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      // Half of them are more than one batch.
      const text = manyMessages(2100);
      await Bun.write(`${folder.path}/whole`, text);
      await Bun.write(`${folder.path}/half`, text.slice(0, text.length / 2));
      expect(String(await rejection(imported(store, `${folder.path}/half`)))).toContain("line ");
      await imported(store, `${folder.path}/whole`);
      const copy = await store.open();
      expect(await copy.read("lobby", { limit: 1 })).toMatchObject({ head: 2100 });
      await copy.close();
    });

    test("H47: bytes that are not UTF-8 are refused with the number of their line", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const path = `${folder.path}/bytes`;
      const first = new TextEncoder().encode(`{"chuan":"archive","version":1}\n{"room":"`);
      await Bun.write(path, new Uint8Array([...first, 0xff, 10]));
      expect(String(await rejection(imported(store, path)))).toContain("line 2: it is not UTF-8");
    });
  });
}
