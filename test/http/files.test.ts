/** Uploading, sending and fetching files (P38), on a real server. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Welcome } from "../../src/protocol";
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

test("P38: a picture is re-encoded, with its size and a small one", async () => {
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

describe("fetching", () => {
  const VIDEO = Buffer.concat([
    Buffer.from("\0\0\0\x18ftypmp42", "latin1"),
    Buffer.alloc(1000, "x"),
  ]);
  let path = "";
  beforeAll(async () => {
    const { id } = await uploaded(chuan.url, VIDEO, { name: "cat.mp4" });
    path = `/files/${id}/cat.mp4`;
  });
  const ask = (headers: Record<string, string> = {}, method = "GET") =>
    fetch(chuan.url + path, { headers, method });

  test("P38: ranges are answered with what was asked for", async () => {
    const size = VIDEO.length;
    const ranges: [range: string, start: number, end: number][] = [
      ["bytes=0-3", 0, 4],
      ["bytes=4-7", 4, 8],
      ["bytes=1000-", 1000, size],
      ["bytes=-5", size - 5, size],
      ["bytes=-99999", 0, size],
      ["bytes=1000-99999", 1000, size],
    ];
    for (const [Range, start, end] of ranges) {
      const part = await ask({ Range });
      expect([
        part.status,
        part.headers.get("Content-Range"),
        part.headers.get("Content-Length"),
      ]).toEqual([206, `bytes ${start}-${end - 1}/${size}`, String(end - start)]);
      expect(Buffer.from(await part.bytes()).equals(VIDEO.subarray(start, end))).toBeTrue();
    }
    for (const Range of ["bytes=5000-", "bytes=-0"]) {
      const none = await ask({ Range });
      expect([none.status, none.headers.get("Content-Range")]).toEqual([416, `bytes */${size}`]);
    }
    for (const Range of ["bytes=7-3", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=-"])
      expect((await ask({ Range })).status).toBe(200);
  });

  test("P38: a request with the file's ETag is answered 304, and a range of another file with the whole of this one", async () => {
    const whole = await ask();
    const etag = whole.headers.get("ETag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await ask({ "If-None-Match": `"x", W/${etag}` })).status).toBe(304);
    expect((await ask({ "If-None-Match": '"x"' })).status).toBe(200);
    expect((await ask({ Range: "bytes=0-3", "If-Range": etag })).status).toBe(206);
    const other = await ask({ Range: "bytes=0-3", "If-Range": '"x"' });
    expect([other.status, (await other.bytes()).length]).toEqual([200, VIDEO.length]);
    expect(whole.headers.get("Cache-Control")).toBe("private, max-age=31536000, immutable");
  });

  test("P38: HEAD is answered as GET is, without the bytes", async () => {
    const [head, whole] = [await ask({}, "HEAD"), await ask()];
    expect(await head.text()).toBe("");
    for (const name of ["Content-Type", "Content-Length", "ETag", "Accept-Ranges"])
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    expect(whole.headers.get("Content-Length")).toBe(String(VIDEO.length));
  });

  test("nothing but GET and HEAD is allowed, and there is no listing", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
      expect((await ask({}, method)).status).toBe(405);
    for (const other of ["/files/", "/files", "/files/x", path.replace("/cat.mp4", ""), `${path}/`])
      expect((await fetch(chuan.url + other)).status).toBeOneOf([404, 405]);
  });
});

/** What is answered to a message with files: `ok`, or why not. */
async function send(client: Client, ids: string[], options: object = {}) {
  const files = { files: ids, ...options } as object;
  const reply = await client.socket.emitWithAck("chuan", { name: "x", txt: "x" }, files);
  return reply.ok ? "ok" : reply.error.code;
}

test("P38: two messages cannot have one file, and nobody can send another's, or one of another room", async () => {
  const { id } = await uploaded(chuan.url, "hello");
  const elsewhere = await uploaded(chuan.url, "hello", { room: "designers" });
  const [ada, lin] = await Promise.all(
    ["ada", "lin"].map((name) =>
      Client.connect(chuan.url, "websocket", { name, key: keyOf(name) }),
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
  const { id } = await uploaded(chuan.url, "hello");
  const ada = await Client.connect(chuan.url, "websocket", { name: "ada", key: keyOf("ada") });
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
  expect((await fetch(`${chuan.url}/files/${id}/x`)).status).toBe(200);
  expect(await ada.socket.emitWithAck("remove", place)).toMatchObject({ ok: true });
  expect((await fetch(`${chuan.url}/files/${id}/x`)).status).toBe(404);
  ada.socket.close();
});

test("P5: messages with files keep their order among those without", async () => {
  const ada = await Client.connect(chuan.url, "websocket", { name: "ada", key: keyOf("ada") });
  const files = await Promise.all(["1", "3"].map((text) => uploaded(chuan.url, text)));
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

/** The answer to somebody who asks for the cookie. */
const askForCookie = (headers: Record<string, string>) =>
  fetch(`${chuan.url}/files/session`, {
    method: "POST",
    headers: { Authorization: `Bearer ${keyOf("ada")}`, ...headers },
  });

test("P38: the cookie is for files alone, and no script reads it", async () => {
  const plain = (await askForCookie({})).headers.get("Set-Cookie");
  expect(plain).toMatch(
    /^chuan_files=[\w-]{16}\.\d+\.[\w-]{43}; Path=\/files; Max-Age=604800; HttpOnly; SameSite=Strict$/,
  );
  expect(plain).not.toContain(keyOf("ada"));
  const secure = (await askForCookie({ "X-Forwarded-Proto": "https" })).headers.get("Set-Cookie");
  expect(secure).toEndWith("; Secure");
  expect((await askForCookie({ Origin: "https://evil.example" })).status).toBe(403);
  expect((await askForCookie({ Authorization: "Basic x" })).status).toBe(403);
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
  await using lin = await Client.connect(chuan.url);
  const [, other] = (await lin.next("dixiu")) as [string, Welcome];
  expect(other.limits.files).toEqual({ file: 3_000_000, all: 1_073_741_824 });
});

test("P38: a server without room for more files says so, and texts go on", async () => {
  await using small = await serve({ FILES_BYTES: "1000" });
  const { status, reply } = await upload(small.url, "x".repeat(2000));
  expect([status, reply]).toMatchObject([
    503,
    { ok: false, error: { code: "unavailable", reason: "full", retryAfter: 60_000 } },
  ]);
  await using ada = await Client.connect(small.url);
  expect(await ada.socket.emitWithAck("chuan", { name: "ada", txt: "x" })).toMatchObject({
    ok: true,
  });
});

test("P38: an owner can forbid kinds of files, by what their bytes are", async () => {
  await using strict = await serve({ FORBIDDEN_FILES: "video/*, application/pdf" });
  const codeOf = async (body: string, name: string) => {
    const { reply } = await upload(strict.url, body, { name });
    return reply.ok ? "ok" : reply.error.code;
  };
  expect(await codeOf("%PDF-1.7", "notes.txt")).toBe("forbidden");
  expect(await codeOf("\0\0\0\x18ftypmp42", "cat.txt")).toBe("forbidden");
  expect(await codeOf("hello", "hello.pdf")).toBe("ok");
});

test("a page of an allowed origin may upload, and one of another may not", async () => {
  await using friendly = await serve({ ALLOWED_ORIGINS: "https://friend.example" });
  const preflight = await fetch(`${friendly.url}/files?room=lobby&name=x`, {
    method: "OPTIONS",
    headers: { Origin: "https://friend.example", "Access-Control-Request-Method": "POST" },
  });
  expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
  expect(preflight.headers.get("Access-Control-Allow-Origin")).toBe("https://friend.example");
  const headers = { Origin: "https://friend.example" };
  expect((await upload(friendly.url, "x", { headers })).status).toBe(200);
  const foreign = await fetch(`${friendly.url}/files?room=lobby&name=x`, {
    method: "POST",
    body: "x",
    headers: { Origin: "https://evil.example", Authorization: `Bearer ${keyOf("ada")}` },
  });
  expect(foreign.status).toBe(403);
});
