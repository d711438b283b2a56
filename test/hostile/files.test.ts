/** What files are, by their bytes and names, as attackers make them (H23, H25, H27). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { picture, uploaded } from "../support/files";
import { serve } from "../support/server";
import { shared } from "../support/shared";
import {
  chunk,
  exifSegment,
  extended,
  gif,
  gifExtension,
  gifFrame,
  pixelsOf,
  png,
  riff,
  riffChunk,
  segment,
  withSegments,
} from "../pictures/forge";

setDefaultTimeout(60_000);

const server = shared(() => serve());

const get = (path: string, init?: RequestInit) => fetch(server().url + path, init);

describe("H23: a file that is another thing than it says runs nowhere", () => {
  const attachments: [what: string, name: string, bytes: string][] = [
    ["HTML", "page.html", "<!doctype html><script>alert(1)</script>"],
    ["HTML with a picture's name", "page.jpg", "<html><script>alert(1)</script>"],
    ["SVG", "drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["a script", "script.js", "alert(1)"],
    ["a PDF with a script", "paper.pdf", "%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>"],
    ["a GIF that is a script", "nice.gif", "GIF89a/*\x01\x00*/=1;alert(1)//"],
    ["a JPEG that is a page", "nice.jpg", "\xff\xd8\xff<html><script>alert(1)</script>"],
    ["XML with a style sheet", "data.xml", '<?xml version="1.0"?><?xml-stylesheet href="x"?><x/>'],
    ["a page behind a byte order mark", "x.txt", "\ufeff<html><script>alert(1)</script>"],
    ["a manifest of a service worker", "sw.js", "self.addEventListener('fetch', () => {})"],
  ];

  test.each(attachments)("%s is an attachment without a type", async (_, name, text) => {
    const file = await uploaded(server().url, new Uint8Array(Buffer.from(text, "latin1")), {
      name,
    });
    expect(file.width).toBeUndefined();
    for (const form of [name, "small"]) {
      const { headers, status } = await get(`/files/${file.id}/${form}`);
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        "content-type": "application/octet-stream",
        "content-disposition": expect.stringMatching(/^attachment; /),
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
      });
    }
  });

  test("a picture with a script in each of its corners is shown without any of them", async () => {
    const script = "<script>alert(1)</script>";
    const bytes = Buffer.concat([
      withSegments(
        await picture(40, 30),
        exifSegment(1, script),
        segment(0xfe, script),
        segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${script}`),
      ),
      Buffer.from(script),
    ]);
    const file = await uploaded(server().url, new Uint8Array(bytes), { name: "x.html" });
    expect(file).toMatchObject({ name: "x.html.jpg", type: "image/jpeg", width: 40 });
    const shown = await get(`/files/${file.id}/x`);
    expect(shown.headers.get("Content-Type")).toBe("image/jpeg");
    expect(shown.headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
    expect((await shown.text()).includes("script")).toBeFalse();
  });

  test("a GIF with a script in its comment keeps its frames, and not the script", async () => {
    const bytes = gif(8, 8, gifExtension(0xfe, "*/=alert(1)//"), gifFrame(8, 8), gifFrame(8, 8));
    const file = await uploaded(server().url, new Uint8Array(bytes), { name: "nice.gif" });
    expect(file).toMatchObject({ type: "image/gif", width: 8, height: 8 });
    const kept = await (await get(`/files/${file.id}/nice.gif`)).bytes();
    expect(Buffer.from(kept).includes("alert")).toBeFalse();
    expect(kept.length).toBe(bytes.length - 17);
  });

  test("names lead nowhere, and hide nothing", async () => {
    const names: [said: string, kept: string][] = [
      ["../../../etc/passwd", "_.._.._etc_passwd"],
      ["..\\..\\windows\\system.ini", "_.._windows_system.ini"],
      ["photo\u202egpj.exe", "photogpj.exe"],
      ["a\r\nSet-Cookie: x=1", "aSet-Cookie_ x=1"],
      ['a";filename="b.html', "a_;filename=_b.html"],
      ["...", "file"],
      ["", "file"],
      ["con\0fig", "config"],
      ["竹林 ☂.txt", "竹林 ☂.txt"],
      [`${"x".repeat(500)}.tar`, `${"x".repeat(115)}….tar`],
    ];
    for (const [said, kept] of names) {
      const file = await uploaded(server().url, "x", { name: said });
      expect(file.name).toBe(kept);
      const { headers } = await get(`/files/${file.id}/${encodeURIComponent(said || "x")}`);
      expect(headers.get("Content-Disposition")).toEndWith(`''${encodeURIComponent(kept)}`);
      expect(headers.get("Set-Cookie")).toBeNull();
    }
    for (const path of ["/files/../chuan.db", "/files/%2e%2e/chuan.db", "/files/..%2fchuan.db/x"])
      expect((await get(path)).status).toBe(404);
  });
});

/** EXIF in a WebP. */
function exifChunk(text: string): Buffer {
  return riffChunk("EXIF", Buffer.from(text));
}

describe("H25: where a person was is in no copy", () => {
  test.each(["jpeg", "png", "webp"] as const)("of a %s", async (format) => {
    const plain = await picture(600, 500, format);
    const place = "the secret place";
    const bytes = {
      jpeg: () => withSegments(plain, exifSegment(6, place)),
      png: () =>
        png(600, 500, chunk("eXIf", Buffer.from(place)), chunk("tEXt", Buffer.from(place))),
      webp: () => riff(extended(600, 500, 8), pixelsOf(plain), exifChunk(place)),
    }[format]();
    expect(bytes.includes(place)).toBeTrue();
    const file = await uploaded(server().url, new Uint8Array(bytes), { name: `x.${format}` });
    for (const form of ["x", "small"]) {
      const copy = Buffer.from(await (await get(`/files/${file.id}/${form}`)).bytes());
      expect(copy.includes(place)).toBeFalse();
      for (const mark of ["Exif", "eXIf", "EXIF", "ICC", "http://ns.adobe.com"])
        expect(copy.includes(mark)).toBeFalse();
    }
  });

  test("of a picture that is too large to be re-encoded", async () => {
    const place = "the secret place";
    const bytes = withSegments(await picture(600, 500), exifSegment(6, place));
    // As its header says, 65,535 × 500 are 32 megapixels.
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(65_535, frame + 7);
    const file = await uploaded(server().url, new Uint8Array(bytes), { name: "x.jpg" });
    expect(file.width).toBeUndefined();
    const copy = Buffer.from(await (await get(`/files/${file.id}/x.jpg`)).bytes());
    expect(copy.includes(place)).toBeFalse();
  });
});

test("H27: ids are guessed in vain, and tell nothing", async () => {
  const { id } = await uploaded(server().url, "x");
  const guesses = [
    `${id.slice(0, 21)}!`,
    id.toLowerCase(),
    `${id}x`,
    id.slice(0, 21),
    "0".repeat(22),
  ];
  for (const guess of guesses) expect((await get(`/files/${guess}/x`)).status).toBe(404);
  const [end, signature] = [String(Date.now() + 1e6), "b".repeat(43)];
  const Cookie = `chuan_files=${"a".repeat(16)}.${end}.${signature}; chuan_files=x; chuan_files`;
  expect((await get(`/files/${guesses[4]}/x`, { headers: { Cookie } })).status).toBe(404);
});
