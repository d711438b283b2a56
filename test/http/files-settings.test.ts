/** What the settings of a server say of files (P38). */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { keyOf, upload } from "../support/files";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

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
