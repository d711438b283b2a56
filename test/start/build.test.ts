import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Machine } from "../chaos/machine";
import { picture, uploaded } from "../support/files";

setDefaultTimeout(60_000);

const BUILD = join(import.meta.dir, "../../src/start/build.ts");

test("a build replaces the files of the build before, and keeps messages that are stored beside them; its server encodes pictures", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chuan-build-"));
  for (const path of ["start.js", "assets/old.js", "data/chuan.db"])
    await Bun.write(join(folder, "dist", path), "before");
  const build = Bun.spawn([process.execPath, BUILD], { cwd: folder, stderr: "inherit" });
  expect(await build.exited).toBe(0);
  expect(await Bun.file(join(folder, "dist/data/chuan.db")).text()).toBe("before");
  expect(await Bun.file(join(folder, "dist/start.js")).text()).not.toBe("before");
  expect(await Bun.file(join(folder, "dist/assets/old.js")).exists()).toBeFalse();
  // Without the packages and the sources, as in the image.
  await using machine = new Machine(
    { DATABASE_URL: `sqlite:${folder}/new.db`, DRAIN_SECONDS: "0" },
    join(folder, "dist/start.js"),
  );
  await machine.start();
  const file = await uploaded(`http://127.0.0.1:${machine.port}`, await picture(60, 40));
  expect(file).toMatchObject({ type: "image/jpeg", width: 60, height: 40 });
  await machine.crash();
  await rm(folder, { recursive: true });
});
