/** Fetching files (P38): ranges, ETags, methods, and the cookie. */
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { keyOf, uploaded } from "../support/files";
import { serve } from "../support/server";
import { shared } from "../support/shared";

setDefaultTimeout(60_000);

const chuan = shared(() => serve());

describe("fetching", () => {
  const VIDEO = Buffer.concat([
    Buffer.from("\0\0\0\x18ftypmp42", "latin1"),
    Buffer.alloc(1000, "x"),
  ]);
  let path = "";
  beforeAll(async () => {
    const { id } = await uploaded(chuan().url, VIDEO, { name: "cat.mp4" });
    path = `/files/${id}/cat.mp4`;
  });
  const ask = (headers: Record<string, string> = {}, method = "GET") =>
    fetch(chuan().url + path, { headers, method });

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
      expect((await fetch(chuan().url + other)).status).toBeOneOf([404, 405]);
  });
});

/** The answer to somebody who asks for the cookie. */
const askForCookie = (headers: Record<string, string>) =>
  fetch(`${chuan().url}/files/session`, {
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
