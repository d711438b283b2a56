/** Uploading, sending and fetching files (P38), on a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { keyOf, picture, upload, uploaded } from "../support/files";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

let chuan: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  chuan = await serve({ FILE_BYTES: "3000000" });
});
afterAll(() => chuan[Symbol.asyncDispose]());

const textOf = async (path: string, init?: RequestInit) =>
  (await fetch(chuan.url + path, init)).text();

test("P38: a file that was uploaded comes with the message that names it, and everybody can fetch it", async () => {
  const file = await uploaded(chuan.url, "hello", { name: "hello.txt" });
  expect(file).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    name: "hello.txt",
    type: "application/octet-stream",
    size: 5,
  });
  const ada = await Client.connect(chuan.url, "websocket", { name: "ada", key: keyOf("ada") });
  const lin = await Client.connect(chuan.url);
  const options = { files: [{ id: file.id, description: "a greeting" }] };
  const said = await ada.socket.emitWithAck("chuan", { name: "ada", txt: "" }, options);
  const described = { ...file, description: "a greeting" };
  expect(said).toMatchObject({ ok: true, meta: { files: [described] }, message: { txt: "" } });
  expect(await lin.next("tianxiu")).toMatchObject([
    { name: "ada", txt: "" },
    { files: [described] },
  ]);
  const page = await lin.socket.emitWithAck("history", { room: "lobby" });
  expect(page).toMatchObject({ messages: [{ files: [described] }] });
  expect(await textOf(`/files/${file.id}/hello.txt`)).toBe("hello");
  ada.socket.close();
  lin.socket.close();
});

test("P38: a picture is encoded anew, with its size and a small one", async () => {
  const bytes = await picture(3000, 1000);
  const file = await uploaded(chuan.url, bytes, { name: "beach.jpg" });
  expect(file).toMatchObject({ type: "image/jpeg", width: 2560, height: 853 });
  const whole = await fetch(`${chuan.url}/files/${file.id}/beach.jpg`);
  expect(whole.headers.get("Content-Type")).toBe("image/jpeg");
  expect(await new Bun.Image(await whole.bytes()).metadata()).toMatchObject({ width: 2560 });
  const small = await fetch(`${chuan.url}/files/${file.id}/small`);
  expect(small.headers.get("Content-Type")).toBe("image/webp");
  expect(await new Bun.Image(await small.bytes()).metadata()).toMatchObject({ width: 480 });
});

/** The status and the code of an upload that is refused. */
async function refused(body: BodyInit, asked = {}) {
  const { status, reply } = await upload(chuan.url, body, asked);
  return [status, !reply.ok && reply.error.code];
}

test("P38: an upload without a key, too large, or empty is refused with the matching status", async () => {
  expect(await refused("x", { key: "" })).toEqual([403, "forbidden"]);
  expect(await refused(new Uint8Array(3_000_001))).toEqual([413, "too_large"]);
  expect(await refused("")).toEqual([400, "invalid"]);
});
