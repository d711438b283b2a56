/** Uploading files and sending them (P38), on a real server. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { keyOf, picture, upload, uploaded } from "../support/files";
import { serve } from "../support/server";
import { shared } from "../support/shared";

setDefaultTimeout(60_000);

const chuan = shared(() => serve({ FILE_BYTES: "3000000" }));

const textOf = async (path: string, init?: RequestInit) =>
  (await fetch(chuan().url + path, init)).text();

test("P38: a file that was uploaded comes with the message that names it, and everybody can fetch it", async () => {
  const file = await uploaded(chuan().url, "hello", { name: "hello.txt" });
  expect(file).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    name: "hello.txt",
    type: "application/octet-stream",
    size: 5,
  });
  const ada = await Client.connect(chuan().url, "websocket", { name: "ada", key: keyOf("ada") });
  const lin = await Client.connect(chuan().url);
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

test("P38: a picture is re-encoded, with its size and a small one", async () => {
  const bytes = await picture(3000, 1000);
  const file = await uploaded(chuan().url, bytes, { name: "beach.jpg" });
  expect(file).toMatchObject({ type: "image/jpeg", width: 2560, height: 853 });
  const whole = await fetch(`${chuan().url}/files/${file.id}/beach.jpg`);
  expect(whole.headers.get("Content-Type")).toBe("image/jpeg");
  expect(await new Bun.Image(await whole.bytes()).metadata()).toMatchObject({ width: 2560 });
  const small = await fetch(`${chuan().url}/files/${file.id}/small`);
  expect(small.headers.get("Content-Type")).toBe("image/webp");
  expect(await new Bun.Image(await small.bytes()).metadata()).toMatchObject({ width: 480 });
});

/** The status and the code of an upload that is refused. */
async function refused(body: BodyInit, asked = {}) {
  const { status, reply } = await upload(chuan().url, body, asked);
  return [status, !reply.ok && reply.error.code];
}

test("P38: an upload without a key, too large, or empty is refused with the matching status", async () => {
  expect(await refused("x", { key: "" })).toEqual([403, "forbidden"]);
  expect(await refused(new Uint8Array(3_000_001))).toEqual([413, "too_large"]);
  expect(await refused("")).toEqual([400, "invalid"]);
});

/** What is answered to a message with files: `ok`, or why not. */
async function send(client: Client, ids: string[], options: object = {}) {
  const files = { files: ids, ...options } as object;
  const reply = await client.socket.emitWithAck("chuan", { name: "x", txt: "x" }, files);
  return reply.ok ? "ok" : reply.error.code;
}

test("P38: two messages cannot have one file, and nobody can send another's, or one of another room", async () => {
  const { id } = await uploaded(chuan().url, "hello");
  const elsewhere = await uploaded(chuan().url, "hello", { room: "designers" });
  const [ada, lin] = await Promise.all(
    ["ada", "lin"].map((name) =>
      Client.connect(chuan().url, "websocket", { name, key: keyOf(name) }),
    ),
  );
  expect(await send(lin!, [id])).toBe("not_found");
  expect(await send(ada!, [elsewhere.id])).toBe("not_found");
  expect(await send(ada!, [id, "x".repeat(22)])).toBe("not_found");
  expect(await send(ada!, [id, id])).toBe("invalid");
  expect(await send(ada!, [])).toBe("invalid");
  expect(await send(ada!, [id], { id: "one" })).toBe("ok");
  expect(await send(ada!, [id], { id: "one" })).toBe("ok");
  expect(await send(ada!, [id], { id: "two" })).toBe("not_found");
  ada!.socket.close();
  lin!.socket.close();
});

test("P38: an edit keeps files and may take the words away; a removal takes files at once", async () => {
  const { id } = await uploaded(chuan().url, "hello");
  const ada = await Client.connect(chuan().url, "websocket", { name: "ada", key: keyOf("ada") });
  const said = await ada.socket.emitWithAck("chuan", { name: "ada", txt: "look" }, { files: [id] });
  if (!said.ok) throw new Error(said.error.code);
  const place = { room: "lobby", seq: said.meta.seq };
  const edited = await ada.socket.emitWithAck("edit", { ...place, txt: "" });
  expect(edited).toMatchObject({ ok: true, message: { txt: "", files: [{ id }] } });
  const plain = await ada.socket.emitWithAck("chuan", { name: "ada", txt: "no file" });
  if (!plain.ok) throw new Error(plain.error.code);
  const emptied = await ada.socket.emitWithAck("edit", {
    room: "lobby",
    seq: plain.meta.seq,
    txt: "",
  });
  expect(emptied).toMatchObject({ ok: false, error: { code: "invalid" } });
  expect((await fetch(`${chuan().url}/files/${id}/x`)).status).toBe(200);
  expect(await ada.socket.emitWithAck("remove", place)).toMatchObject({ ok: true });
  expect((await fetch(`${chuan().url}/files/${id}/x`)).status).toBe(404);
  ada.socket.close();
});

test("P5: messages with files keep their order among those without", async () => {
  const ada = await Client.connect(chuan().url, "websocket", { name: "ada", key: keyOf("ada") });
  const files = await Promise.all(["1", "3"].map((text) => uploaded(chuan().url, text)));
  const said = ["0", "1", "2", "3", "4"].map((txt, n) =>
    ada.socket.emitWithAck(
      "chuan",
      { name: "ada", txt },
      {
        id: `order-${n}`,
        ...(n > 0 && { after: `order-${n - 1}` }),
        ...(n % 2 && { files: [files[(n - 1) / 2]!.id] }),
      },
    ),
  );
  const seqs = (await Promise.all(said)).map((reply) =>
    reply.ok ? reply.meta.seq : reply.error.code,
  );
  expect(seqs).toEqual(seqs.toSorted((one, other) => Number(one) - Number(other)));
  expect(new Set(seqs).size).toBe(5);
  ada.socket.close();
});

test("P38: a server that takes no files says so by leaving their limits out", async () => {
  await using off = await serve({ FILES: "off" });
  await using ada = await Client.connect(off.url, "websocket", { name: "ada", key: keyOf("ada") });
  const [, welcome] = (await ada.next("dixiu")) as [string, Welcome];
  expect(welcome.limits.files).toBeUndefined();
  expect(
    (await fetch(`${off.url}/files?room=lobby&name=x`, { method: "POST", body: "x" })).status,
  ).toBe(404);
  const asked = { files: ["x".repeat(22)] };
  expect(await ada.socket.emitWithAck("chuan", { name: "ada", txt: "x" }, asked)).toMatchObject({
    error: { code: "forbidden" },
  });
  await using lin = await Client.connect(chuan().url);
  const [, other] = (await lin.next("dixiu")) as [string, Welcome];
  expect(other.limits.files).toEqual({ file: 3_000_000, all: 1_073_741_824 });
});
