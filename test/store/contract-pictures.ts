/** What pictures of people and the server's icon promise, whatever store they are in. */
import { describe, expect, test } from "bun:test";
import { FACES, ICON } from "../../src/protocol";
import { lin, settle } from "./community-parts";
import { restriction } from "./acts-parts";
import { added, bytesFrom, bytesOf, LATER, type OpenFilesStore, newId } from "./files-parts";

const OF_LIN = { room: FACES, from: lin.from } as const;
const OF_ADA = { room: FACES, from: "ada" } as const;
const BY_ADA = { room: ICON, from: "ada" } as const;

export function contractOfPictures(open: OpenFilesStore): void {
  describe("pictures", () => {
    test("P38: a person has the picture that they set last; the one before is gone, with its bytes", async () => {
      await using store = await open();
      const { files } = store;
      const [one, two] = [
        await added(files, bytesOf(500), OF_ADA),
        await added(files, bytesOf(700), OF_ADA),
      ];
      expect(await files.setPicture(OF_ADA, one.id)).toBe(true);
      expect(await files.setPicture(OF_ADA, one.id)).toBe(true);
      expect(await files.faces(["ada", "lin"])).toEqual(new Map([["ada", one.id]]));
      expect(await files.setPicture(OF_ADA, two.id)).toBe(true);
      expect(await files.faces(["ada"])).toEqual(new Map([["ada", two.id]]));
      expect(await files.find(one.id)).toBeUndefined();
      expect(await files.total()).toBe(700);
      expect(await files.setPicture(OF_ADA, undefined)).toBe(true);
      expect(await files.setPicture(OF_ADA, undefined)).toBe(true);
      expect(await files.faces(["ada"])).toEqual(new Map());
      expect(await files.total()).toBe(0);
    });

    test("P38: the server has one icon: a second owner's icon replaces the first, and it is not the picture of either", async () => {
      await using store = await open();
      const { files } = store;
      const byLin = { room: ICON, from: lin.from } as const;
      const one = await added(files, bytesOf(500), BY_ADA);
      const two = await added(files, bytesOf(700), byLin);
      expect(await files.icon()).toBeUndefined();
      await files.setPicture(BY_ADA, one.id);
      expect(await files.icon()).toEqual(one);
      await files.setPicture(byLin, two.id);
      expect(await files.icon()).toEqual(two);
      expect(await files.total()).toBe(700);
      expect(await files.faces(["ada", lin.from])).toEqual(new Map());
      await files.setPicture(BY_ADA, undefined);
      expect(await files.icon()).toBeUndefined();
    });

    test("H27: another person's file, one of a message, one for something else and one that is not there are no picture", async () => {
      await using store = await open();
      const { files } = store;
      const own = await added(files, bytesOf(100), OF_ADA);
      await files.setPicture(OF_ADA, own.id);
      const others = [
        await added(files, bytesOf(100), OF_LIN),
        await added(files, bytesOf(100)),
        await added(files, bytesOf(100), BY_ADA),
        { id: newId() },
      ];
      for (const { id } of others) expect(await files.setPicture(OF_ADA, id)).toBe(false);
      expect(await files.faces(["ada"])).toEqual(new Map([["ada", own.id]]));
      expect(await files.setPicture(BY_ADA, own.id)).toBe(false);
    });

    test("P38: no sweep removes a picture that is shown; one that nobody sets is removed after a day", async () => {
      await using store = await open();
      const { files } = store;
      const [face, icon] = [
        await added(files, bytesOf(100), OF_ADA),
        await added(files, bytesOf(200), BY_ADA),
      ];
      await added(files, bytesOf(400), OF_ADA);
      await files.setPicture(OF_ADA, face.id);
      await files.setPicture(BY_ADA, icon.id);
      await files.sweep(LATER(), LATER());
      expect(await files.total()).toBe(300);
      await using again = await store.reopen();
      await again.files.sweep(LATER(), LATER());
      expect(await bytesFrom(again.files, face.id)).toEqual(bytesOf(100));
      expect(await again.files.faces(["ada"])).toEqual(new Map([["ada", face.id]]));
      expect(await again.files.icon()).toEqual(icon);
    });

    test("P36: a picture goes with its person at the moment in which they are erased, and none comes after", async () => {
      await using store = await open();
      const { files, persons } = store;
      const [face, next] = [
        await added(files, bytesOf(100), OF_LIN),
        await added(files, bytesOf(100), OF_LIN),
      ];
      await files.setPicture(OF_LIN, face.id);
      await persons.erase(lin, false);
      expect(await files.find(next.id)).toBeUndefined();
      expect(await files.faces([lin.from])).toEqual(new Map());
      expect(await files.find(face.id)).toBeUndefined();
      const late = await added(files, bytesOf(100), OF_LIN);
      expect(await files.setPicture(OF_LIN, late.id)).toBe(false);
    });

    test("P31: a ban from the server takes a picture away, until it ends none is set, and one from a room does nothing to it", async () => {
      await using store = await open();
      const { files, community } = store;
      const [face, unset] = [
        await added(files, bytesOf(100), OF_LIN),
        await added(files, bytesOf(100), OF_LIN),
      ];
      await files.setPicture(OF_LIN, face.id);
      await settle(community, { restrictions: [restriction({ kind: "ban" })] });
      await settle(community, { restrictions: [restriction({ room: "~server" })] });
      expect(await files.faces([lin.from])).toEqual(new Map([[lin.from, face.id]]));
      const ban = restriction({ kind: "ban", room: "~server" });
      await settle(community, { restrictions: [ban] });
      expect(await files.faces([lin.from])).toEqual(new Map());
      expect(await files.find(unset.id)).toBeUndefined();
      const next = await added(files, bytesOf(100), OF_LIN);
      expect(await files.setPicture(OF_LIN, next.id)).toBe(false);
      await settle(community, { lifted: [{ room: "~server", from: lin.from }] });
      expect(await files.setPicture(OF_LIN, next.id)).toBe(true);
      await settle(community, { restrictions: [{ ...ban, until: Date.now() + 1 }] });
      await settle(community, { restrictions: [ban] });
      expect(await files.faces([lin.from])).toEqual(new Map());
    });

    test("P38: of many pictures that one person sets at once, one stays, with its bytes alone", async () => {
      await using store = await open();
      const { files } = store;
      const all = await Promise.all(
        Array.from({ length: 10 }, () => added(files, bytesOf(100), OF_ADA)),
      );
      await Promise.all(all.map(({ id }) => files.setPicture(OF_ADA, id)));
      const [left] = (await files.faces(["ada"])).values();
      expect(all.map(({ id }) => id)).toContain(left ?? "");
      await files.sweep(0);
      expect(await files.total()).toBe(100);
    });
  });
}
