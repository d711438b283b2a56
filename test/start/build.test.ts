import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Machine } from "../chaos/machine";
import { BEFORE, builtFolder } from "../support/built";
import { picture, uploaded } from "../support/files";
import { quickFolder } from "../support/folder";

setDefaultTimeout(60_000);

test("a build replaces the files of the build before, and keeps messages that are stored beside them; its server encodes pictures", async () => {
  const dist = await builtFolder();
  expect(await Bun.file(join(dist, "data/chuan.db")).text()).toBe(BEFORE);
  expect(await Bun.file(join(dist, "start.js")).text()).not.toBe(BEFORE);
  expect(await Bun.file(join(dist, "assets/old.js")).exists()).toBeFalse();
  // Without the packages and the sources, as in the image.
  const folder = await quickFolder("chuan-build-");
  await using machine = new Machine(
    { DATABASE_URL: `sqlite:${folder}/new.db`, DRAIN_SECONDS: "0" },
    join(dist, "start.js"),
  );
  await machine.start();
  const file = await uploaded(`http://127.0.0.1:${machine.port}`, await picture(60, 40));
  expect(file).toMatchObject({ type: "image/jpeg", width: 60, height: 40 });
  await machine.crash();
  await rm(folder, { recursive: true });
});
