import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

setDefaultTimeout(60_000);

const BUILD = join(import.meta.dir, "../../src/start/build.ts");

test("a build replaces the files of the build before, and keeps messages that are stored beside them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chuan-build-"));
  for (const path of ["start.js", "assets/old.js", "data/chuan.db"])
    await Bun.write(join(folder, "dist", path), "before");
  const build = Bun.spawn([process.execPath, BUILD], { cwd: folder, stderr: "inherit" });
  expect(await build.exited).toBe(0);
  expect(await Bun.file(join(folder, "dist/data/chuan.db")).text()).toBe("before");
  expect(await Bun.file(join(folder, "dist/start.js")).text()).not.toBe("before");
  expect(await Bun.file(join(folder, "dist/assets/old.js")).exists()).toBeFalse();
  await rm(folder, { recursive: true });
});
