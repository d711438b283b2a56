/** A person's own picture, and the server's icon (P38), on a real server. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { cookieOf, picture, upload, uploaded } from "../../support/files";
import { until } from "../../support/until";
import {
  codeOf,
  come,
  granted,
  type Here,
  idOf,
  keyOf,
  type ReplyTo,
  serveOwned,
} from "../access/people";
import { serve } from "../../support/server";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** A picture as somebody uploads it to be shown, by the id of its file. */
async function face(url: string, name: string, room = "~faces"): Promise<string> {
  const bytes = await picture(600, 300, "png");
  return (await uploaded(url, bytes, { key: keyOf(name), room, name: "me.png" })).id;
}

const set = ({ client }: Here, file: string | null) => client.ask("picture", { file });

const asked = ({ client }: Here, ...names: string[]) =>
  granted<ReplyTo<"pictures">>(client.ask("pictures", { from: names.map(idOf) }));

const pictures = async (here: Here, ...names: string[]) => (await asked(here, ...names)).pictures;

const statusOf = async (url: string, id: string, headers: Record<string, string> = {}) =>
  (await fetch(`${url}/files/${id}/x`, { headers })).status;

test("P38: a person's picture is small and re-encoded, and everybody finds it, until it is another one or none", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  expect(await pictures(lin, "ada", "lin")).toEqual([]);
  const one = await face(server.url, "ada");
  await granted(set(ada, one));
  expect(await pictures(lin, "ada", "lin")).toEqual([{ from: idOf("ada"), file: one }]);
  const shown = await fetch(`${server.url}/files/${one}/me.webp`);
  expect(shown.headers.get("Content-Type")).toBe("image/webp");
  expect(shown.headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
  expect(shown.headers.get("Cache-Control")).toContain("immutable");
  expect(await new Bun.Image(await shown.bytes()).metadata()).toMatchObject({
    width: 256,
    height: 128,
    format: "webp",
  });
  const two = await face(server.url, "ada");
  await granted(set(ada, two));
  expect(await pictures(ada, "ada")).toEqual([{ from: idOf("ada"), file: two }]);
  expect(await statusOf(server.url, one)).toBe(404);
  await granted(set(ada, null));
  expect(await pictures(lin, "ada")).toEqual([]);
  expect(await statusOf(server.url, two)).toBe(404);
});

test("P38: the server's icon is the page's, for everybody and at once, and without one the built-in icon is", async () => {
  await using server = await serveOwned();
  const { ada, url } = server;
  const builtIn = await (await fetch(`${url}/icon.svg`)).text();
  expect(builtIn).toContain("<svg");
  const icon = await face(url, "ada", "~icon");
  await granted(ada.client.ask("settle", { room: "~server", title: "Tea", icon }));
  const isSet = async () =>
    (await fetch(`${url}/icon.svg`)).headers.get("Content-Type") === "image/png";
  await until("the icon is served", isSet);
  for (const path of ["/icon.svg", "/icon-180.png", "/icon-512.png", "/favicon.ico"]) {
    const response = await fetch(url + path);
    expect(response.headers.get("Cache-Control")).toBe("no-cache");
    expect(response.headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(await new Bun.Image(await response.bytes()).metadata()).toMatchObject({
      width: 512,
      format: "png",
    });
    const etag = response.headers.get("ETag") ?? "";
    const again = await fetch(url + path, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  }
  expect((await fetch(`${url}/icon.svg`, { method: "HEAD" })).status).toBe(200);
  expect(await asked(ada, "ada")).toEqual({ ok: true, pictures: [], icon } as never);
  await granted(ada.client.ask("settle", { room: "~server", icon: null }));
  await until("the built-in icon is served", async () => !(await isSet()));
  expect(await (await fetch(`${url}/icon.svg`)).text()).toBe(builtIn);
  expect(await asked(ada, "ada")).not.toHaveProperty("icon");
});

test("P31: a ban from the server takes a picture away, and so does a moderator's sweep, also of somebody who said nothing", async () => {
  await using server = await serveOwned();
  const { ada, url } = server;
  const from = idOf("lin");
  await using lin = await come(url, "lin");
  const swept = await face(url, "lin");
  await granted(set(lin, swept));
  await granted(ada.client.ask("sweep", { room: "lobby", from, hours: 1 }));
  expect(await pictures(ada, "lin")).toEqual([]);
  expect(await statusOf(url, swept)).toBe(404);
  const banned = await face(url, "lin");
  await granted(set(lin, banned));
  await granted(ada.client.ask("ban", { from }));
  expect(await pictures(ada, "lin")).toEqual([]);
  expect(await statusOf(url, banned)).toBe(404);
});

test("P36: a picture goes with its person", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const own = await face(server.url, "lin");
  await granted(set(lin, own));
  await granted(lin.client.ask("erase", { messages: false }));
  expect(await pictures(ada, "lin")).toEqual([]);
  expect(await statusOf(server.url, own)).toBe(404);
});

test("P27, P38: on a server by invitation a picture is for those who may come in, and the icon for everybody", async () => {
  await using server = await serveOwned({ ACCESS: "invited" });
  const { ada, url } = server;
  const own = await face(url, "ada");
  await granted(set(ada, own));
  const icon = await face(url, "ada", "~icon");
  await granted(ada.client.ask("settle", { room: "~server", icon }));
  const { cookie } = await cookieOf(url, keyOf("ada"));
  expect(await statusOf(url, own, { Cookie: cookie })).toBe(200);
  expect(await statusOf(url, own)).toBe(404);
  expect((await cookieOf(url, keyOf("mallory"))).word).toBe("invitation_needed");
  await until(
    "the icon is served",
    async () => (await fetch(`${url}/icon.svg`)).headers.get("Content-Type") === "image/png",
  );
  const refused = await upload(url, await picture(9, 9), {
    key: keyOf("mallory"),
    room: "~faces",
  });
  expect(refused.reply).toMatchObject({ ok: false, error: { code: "invitation_needed" } });
});

test("P38: a server that takes no files has no pictures, and says so", async () => {
  await using server = await serve({ FILES: "off" });
  await using ada = await come(server.url, "ada");
  expect(await pictures(ada, "ada")).toEqual([]);
  expect(await codeOf(set(ada, "x".repeat(22)))).toBe("forbidden");
});
