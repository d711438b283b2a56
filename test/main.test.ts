import { expect, test } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { within } from "./support/deadline";

const ROOT = `${import.meta.dir}/..`;

async function run(env: Record<string, string>) {
  const folder = await mkdtemp(`${tmpdir()}/chuan-`);
  return Bun.spawn([process.execPath, `${ROOT}/src/main.ts`], {
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: `sqlite:${folder}/chuan.db`,
      ...env,
    },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  for await (const chunk of stream) return new TextDecoder().decode(chunk);
  return "";
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s stops the process with exit code 0",
  async (signal) => {
    const server = await run({});
    expect(await within(5000, "listening", firstLine(server.stdout))).toContain("listening");
    server.kill(signal);
    expect(await within(5000, "the exit", server.exited)).toBe(0);
  },
);

test("a wrong value stops the boot with one clear line on standard error", async () => {
  const server = await run({ PORT: "eighty" });
  expect(await within(5000, "the exit", server.exited)).toBe(2);
  expect(await new Response(server.stderr).text()).toBe(
    'chuan: PORT is "eighty", but it must be a whole number from 0 to 65535\n',
  );
});

test("an address that is taken stops the boot with one clear line that names it", async () => {
  const first = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("taken") });
  const server = await run({ PORT: String(first.port) });
  expect(await within(5000, "the exit", server.exited)).toBe(1);
  const said = await new Response(server.stderr).text();
  expect(said).toContain(String(first.port));
  expect(said.trim().split("\n")).toHaveLength(1);
  await first.stop(true);
});
