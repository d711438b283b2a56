/** Attacks with pictures of people and the server's icon, as their attackers make them (H23, H24, H27, H28). */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { codeOf, come, granted, type Here, idOf, keyOf, serveOwned } from "../chat/access/people";
import { gif, gifFrame, png } from "../pictures/forge";
import { cookieOf, picture, upload, uploaded } from "../support/files";

setDefaultTimeout(60_000);

const DAY = 20;
let server: Awaited<ReturnType<typeof serveOwned>>;
beforeAll(async () => {
  server = await serveOwned();
});
afterAll(() => server[Symbol.asyncDispose]());

async function face(name: string, room = "~faces"): Promise<string> {
  return (await uploaded(server.url, await picture(60, 60), { key: keyOf(name), room })).id;
}

const set = ({ client }: Here, file: unknown) => client.ask("picture", { file });
const iconBy = ({ client }: Here, icon: unknown) => client.ask("settle", { room: "~server", icon });

async function shown({ client }: Here, name: string): Promise<string | undefined> {
  const { pictures } = await granted<{ pictures: { file: string }[] }>(
    client.ask("pictures", { from: [idOf(name)] }),
  );
  return pictures[0]?.file;
}

/** The code with which an upload is refused, or `ok`. */
async function code(name: string, bytes: BodyInit, room: string): Promise<string> {
  const { reply } = await upload(server.url, bytes, { key: keyOf(name), room, name: "a.png" });
  return reply.ok ? "ok" : reply.error.code;
}

test("H27: mallory shows no picture that ada uploaded, and no file of a message, also her own", async () => {
  await using mallory = await come(server.url, "mallory");
  const adas = await face("ada");
  expect(await codeOf(set(mallory, adas))).toBe("not_found");
  const ofMessage = await uploaded(server.url, await picture(9, 9), { key: keyOf("mallory") });
  expect(await codeOf(set(mallory, ofMessage.id))).toBe("not_found");
  expect(await codeOf(set(mallory, "y".repeat(22)))).toBe("not_found");
  for (const wrong of ["../../etc/passwd", "", 7, {}, [adas], undefined])
    expect(await codeOf(set(mallory, wrong))).toBe("invalid");
  expect(await shown(mallory, "mallory")).toBeUndefined();
  expect(await codeOf(set(server.ada, adas))).toBe("ok");
});

test("H27: a picture is attached to no message, and its place is no room that anybody comes into", async () => {
  await using mallory = await come(server.url, "mallory");
  const own = await face("mallory");
  const said = { name: "mallory", txt: "x" };
  for (const room of ["~faces", "~icon"]) {
    expect(await codeOf(mallory.client.ask("join", { room }))).toBe("forbidden");
    expect(await codeOf(mallory.client.ask("history", { room }))).toBe("forbidden");
    expect(await codeOf(mallory.client.ask("found", { room }))).toBe("forbidden");
    const sent = mallory.client.socket.emitWithAck("chuan", said, { room, files: [own] });
    expect(await codeOf(sent)).toBe("forbidden");
  }
  const inLobby = mallory.client.socket.emitWithAck("chuan", said, { files: [own] });
  expect(await codeOf(inLobby)).toBe("not_found");
});

test("H28: nobody but the server's owners uploads or sets its icon, or takes it away", async () => {
  await using mallory = await come(server.url, "mallory");
  await using lin = await come(server.url, "lin");
  await granted(server.ada.client.ask("rank", { from: idOf("lin"), rank: "moderator" }));
  const icon = await face("ada", "~icon");
  await granted(iconBy(server.ada, icon));
  for (const [name, who] of [
    ["mallory", mallory],
    ["lin", lin],
  ] as const) {
    expect(await code(name, await picture(9, 9), "~icon")).toBe("forbidden");
    for (const file of [icon, await face(name), null])
      expect(await codeOf(iconBy(who, file))).toBe("forbidden");
  }
  const elsewhere = server.ada.client.ask("settle", { room: "lobby", icon: null });
  expect(await codeOf(elsewhere)).toBe("invalid");
  expect((await fetch(`${server.url}/files/${icon}/icon.png`)).status).toBe(200);
});

describe("H23: what is no picture becomes neither a picture nor an icon", () => {
  const script = "<script>alert(1)</script>";
  const polyglots: [what: string, bytes: () => Uint8Array<ArrayBuffer> | string][] = [
    ["SVG", () => `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`],
    ["HTML", () => `<!doctype html>${script}`],
    ["a GIF that is a script", () => `GIF89a=1/*${script}*/`],
    ["a PNG without pixels", () => new Uint8Array(png(9, 9).subarray(0, 40))],
    ["a picture that moves", () => new Uint8Array(gif(9, 9, gifFrame(9, 9), gifFrame(9, 9)))],
    ["nothing", () => ""],
  ];
  test.each(polyglots)("%s", async (_, bytes) => {
    for (const room of ["~faces", "~icon"])
      expect(await code("ada", bytes(), room)).toBe("invalid");
  });

  test("a picture with HTML behind its end is re-encoded, and has no HTML", async () => {
    const bytes = Buffer.concat([await picture(60, 60, "png"), Buffer.from(script)]);
    for (const room of ["~faces", "~icon"]) {
      const { id } = await uploaded(server.url, bytes, { key: keyOf("ada"), room });
      const response = await fetch(`${server.url}/files/${id}/x.html`);
      expect(response.headers.get("Content-Type")).toStartWith("image/");
      expect(Buffer.from(await response.bytes()).includes("script")).toBe(false);
    }
  });
});

test("P31: somebody who is muted or banned shows no new picture, and one who is banned has none any more", async () => {
  const { ada, url } = server;
  const upload1 = async () =>
    (await upload(url, await picture(9, 9), { key: keyOf("oscar"), room: "~faces" })).reply;
  await using oscar = await come(url, "oscar");
  const [first, next] = [await upload1(), await upload1()];
  if (!first.ok || !next.ok) throw new Error("the upload was refused");
  await granted(set(oscar, first.file.id));
  const from = idOf("oscar");
  await granted(ada.client.ask("mute", { from, minutes: 5 }));
  expect(await codeOf(set(oscar, next.file.id))).toBe("muted");
  expect(await upload1()).toMatchObject({ ok: false, error: { code: "muted" } });
  expect(await codeOf(set(oscar, null))).toBe("ok");
  await granted(ada.client.ask("pardon", { from }));
  await granted(set(oscar, next.file.id));
  await granted(ada.client.ask("ban", { from }));
  expect(await upload1()).toMatchObject({ ok: false, error: { code: "banned" } });
  expect(await shown(ada, "oscar")).toBeUndefined();
  expect((await fetch(`${url}/files/${next.file.id}/x`)).status).toBe(404);
  expect((await cookieOf(url, keyOf("oscar"))).word).toBe("banned");
});

test("H24: a picture that is changed again and again is refused after twenty times, can still be taken away, and leaves one file", async () => {
  const { url } = server;
  await using trudy = await come(url, "trudy");
  const bytes = await picture(9, 9);
  const files: string[] = [];
  for (let n = 0; n <= DAY; n += 1)
    files.push((await uploaded(url, bytes, { key: keyOf("trudy"), room: "~faces" })).id);
  const codes: string[] = [];
  for (const file of files) codes.push(await codeOf(set(trudy, file)));
  expect(codes).toEqual([...Array.from({ length: DAY }, () => "ok"), "rate_limited"]);
  const statuses = await Promise.all(
    files.slice(0, DAY).map(async (id) => (await fetch(`${url}/files/${id}/x`)).status),
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(await codeOf(set(trudy, null))).toBe("ok");
});

test("H15: of more than a hundred people nobody asks at once, and of a stranger's id there is nothing", async () => {
  await using mallory = await come(server.url, "mallory");
  const many = Array.from({ length: 101 }, (_, n) => `person-${n}`);
  expect(await codeOf(mallory.client.ask("pictures", { from: many }))).toBe("invalid");
  expect(await codeOf(mallory.client.ask("pictures", { from: many.slice(1) }))).toBe("ok");
  expect(await codeOf(mallory.client.ask("pictures", { from: ["'; DROP TABLE files"] }))).toBe(
    "invalid",
  );
});
