/** Somebody who is banned comes again, by each way in (H30). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import { type ReplyTo, SERVER_ROOM } from "../../src/protocol";
import { Client } from "../support/client";
import { until } from "../support/until";
import { idOf, keyOf } from "./cast";
import { come, give, got, ranksIn, word } from "./people";
import { decree, invitationBy, openWorld, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const ROOM = `~${"c".repeat(22)}`;

/** A server by invitation, with a closed room. mallory moderates both. */
async function besieged(): Promise<World> {
  const world = await openWorld("SQLite", { ACCESS: "invited" });
  await decree(world, { profiles: [{ room: ROOM, kind: "closed", title: "plans", at: 5 }] });
  const ranks = { ada: "owner", mallory: "moderator" } as const;
  await give(world, SERVER_ROOM, { ...ranks, "second self": "member" });
  await give(world, ROOM, ranks);
  return world;
}

const invite = async (client: Client, request: object) =>
  (await got<ReplyTo<"invite">>(client.ask("invite", request))).token;

/** What the door says to somebody who is refused. */
async function refusal(world: World, auth: object): Promise<object> {
  const error = (await Client.refused(world.url, auth)) as Error & { data: object };
  return error.data;
}

async function preview(world: World, token: string): Promise<object> {
  const body = JSON.stringify({ token });
  return (await (
    await fetch(`${world.url}/invitation`, { method: "POST", body })
  ).json()) as object;
}

test("H30: who is banned from a server by invitation does not come again by a second device, another's invitation, their own, or a new key", async () => {
  await using world = await besieged();
  await using ada = await come(world, "ada");
  await using mallory = await come(world, "mallory");
  await using phone = await come(world, "mallory");
  const own = await invite(mallory, { uses: 9 });
  const others = newToken();
  await decree(world, { invitation: invitationBy(idOf("ada"), SERVER_ROOM, others) });
  await got(ada.ask("ban", { from: idOf("mallory"), reason: "spam" }));
  await until("her devices to be out", () => [mallory, phone].every((one) => !one.socket.active));
  const banned = { code: "banned", reason: "spam" };
  const key = keyOf("mallory");
  for (const auth of [{ key }, { key, invitation: own }, { key, invitation: others }])
    expect(await refusal(world, auth)).toMatchObject(banned);
  const newKey = keyOf("mallory's new key");
  const unknown = { code: "invitation_needed" };
  expect(await refusal(world, {})).toMatchObject(unknown);
  expect(await refusal(world, { key: newKey })).toMatchObject(unknown);
  const revoked = { ...unknown, reason: "revoked" };
  expect(await refusal(world, { key: newKey, invitation: own })).toMatchObject(revoked);
  expect(await preview(world, own)).toMatchObject({ ok: false, error: { code: "gone" } });
  const left = (await world.store.community.invitations(SERVER_ROOM, 100)).map(({ used }) => used);
  expect(left).toEqual([0]);
  // What no server can tell: somebody with a new key and a link that is open from somebody with a link (moderation.md).
  await using stranger = await come(world, "mallory's third key", { invitation: others });
  expect(stranger.socket.connected).toBeTrue();
  // A pardon brings back who was known, and no rank.
  await got(ada.ask("pardon", { from: idOf("mallory") }));
  await using _ = await come(world, "mallory");
  expect(await ranksIn(world, SERVER_ROOM)).toMatchObject({ mallory: "member" });
  expect(await refusal(world, { key: newKey, invitation: own })).toMatchObject(revoked);
});

test("H30: who is banned from a closed room does not come again by their own invitation, another's, or by another person's device with theirs", async () => {
  await using world = await besieged();
  await using ada = await come(world, "ada");
  await using mallory = await come(world, "mallory");
  await using second = await come(world, "second self");
  const own = await invite(mallory, { room: ROOM, uses: 9 });
  const others = await invite(ada, { room: ROOM, uses: 9 });
  await got(mallory.ask("join", { room: ROOM }));
  await got(ada.ask("ban", { room: ROOM, from: idOf("mallory"), reason: "spam" }));
  for (const invitation of [undefined, own, others])
    expect(await word(mallory, "join", { room: ROOM, invitation })).toMatch(/^(banned|gone)$/);
  for (const [event, more] of [
    ["history", {}],
    ["members", {}],
    ["invite", {}],
    ["acts", {}],
    ["pardon", { from: idOf("mallory") }],
  ] as const)
    expect([event, await word(mallory, event, { room: ROOM, ...more })]).toEqual([event, "banned"]);
  expect(await word(second, "join", { room: ROOM, invitation: own })).toBe("gone");
  expect(await preview(world, own)).toMatchObject({ ok: false, error: { code: "gone" } });
  await using phone = await come(world, "mallory", { invitation: others });
  expect(await word(phone, "history", { room: ROOM })).toBe("banned");
  expect(await ranksIn(world, ROOM)).toEqual({ ada: "owner" });
});
