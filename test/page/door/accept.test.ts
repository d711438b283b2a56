/** Coming in by invitation, by the page's own parts, on connections to a real server. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { accept } from "../../../src/page/door/accept";
import { ownRank } from "../../../src/page/state/rights";
import { openBrowser, openPage } from "../person";
import { serveInvited } from "../../browser/invited";
import { until } from "../../support/until";
import { Link, portOf } from "../../chaos/link";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

/** The pause before the second attempt after a lost connection takes no longer than this, in milliseconds. */
const TWO_PAUSES = 1500;

/** The page of a stranger, who is at the door. */
async function atTheDoor(url: string, browser = openBrowser("ada", crypto.randomUUID())) {
  const page = openPage(url, { browser });
  await until("the door", () => page.chat.shutOut.value !== undefined);
  return page;
}

const SERVER = { rank: "member" } as const;

test("P27: the client of a person without an invitation reports that it needs one, and does not try again by itself", async () => {
  await using site = await serveInvited();
  const { chat } = await atTheDoor(site.ofAda);
  const seen: string[] = [];
  chat.status.subscribe(({ is }) => seen.push(is));
  await Bun.sleep(TWO_PAUSES);
  expect(seen).toEqual(["uninvited"]);
  expect(chat.status.value).toMatchObject({ error: { code: "invitation_needed" } });
});

test("P27: somebody who was let in elsewhere comes in when they look at the page again", async () => {
  await using site = await serveInvited();
  const browser = openBrowser("ada", crypto.randomUUID());
  const desk = await atTheDoor(site.ofAda, browser);
  const other = await atTheDoor(site.ofAda, browser);
  const { token } = await site.invite();
  expect(await accept(desk.chat, token, SERVER)).toEqual({ is: "in" });
  await until("the other page being in", () => {
    other.chat.wake();
    return other.chat.status.value.is === "online";
  });
  expect(other.chat.shutOut.value).toBeUndefined();
});

test("P27: an invitation lets one in, and a used or unknown one leaves one at the door and says why", async () => {
  await using site = await serveInvited();
  const { token } = await site.invite();
  const ada = await atTheDoor(site.ofAda);
  expect(await accept(ada.chat, token, SERVER)).toEqual({ is: "in" });
  expect(ownRank(ada.chat, undefined)).toBe("member");
  const lin = await atTheDoor(site.ofAda);
  expect(await accept(lin.chat, token, SERVER)).toMatchObject({
    is: "refused",
    error: { code: "invitation_needed", reason: "used_up" },
  });
  await until("the door", () => lin.chat.status.value.is === "uninvited");
  expect(lin.chat.shutOut.value).toBeDefined();
  expect(await accept(lin.chat, "x".repeat(22), SERVER)).toMatchObject({
    is: "refused",
  });
});

test("P28: an invitation is redeemed once, also when the connection is lost before the answer", async () => {
  await using site = await serveInvited();
  await using link = await Link.open(() => portOf(site.ofAda));
  const { token } = await site.invite({ uses: 2 });
  const ada = await atTheDoor(link.url);
  link.slow(200);
  const accepting = accept(ada.chat, token, SERVER);
  await until("the use being counted", async () => (await site.uses()).includes(1));
  // The answer is still on its way.
  link.cut();
  link.heal();
  expect(await accepting).toEqual({ is: "in" });
  expect(ada.counted.greetings).toBe(1);
  expect(await site.uses()).toEqual([1]);
});

test("P28: somebody who is in joins a closed room by invitation on the same connection, twice without harm", async () => {
  await using site = await serveInvited();
  const { chat, counted } = await atTheDoor(site.ofAda);
  await accept(chat, (await site.invite()).token, SERVER);
  const { room, token } = await site.inviteToRoom("Designers");
  const preview = { rank: "member", room: { room, kind: "closed" } } as const;
  for (let n = 0; n < 2; n += 1) expect(await accept(chat, token, preview)).toEqual({ is: "in" });
  expect([chat.room.value.name, ownRank(chat, room), counted.greetings]).toEqual([
    room,
    "member",
    1,
  ]);
});

test("P28: a member accepts an invitation with a higher rank", async () => {
  await using site = await serveInvited();
  const { chat } = await atTheDoor(site.ofAda);
  await accept(chat, (await site.invite()).token, SERVER);
  const { token } = await site.invite({ rank: "owner" });
  expect(await accept(chat, token, { rank: "owner" })).toEqual({ is: "in" });
  expect(ownRank(chat, undefined)).toBe("owner");
});

test("P28: an invitation that is used up makes no difference to a member, who is told to ask what has become of it", async () => {
  await using site = await serveInvited();
  const { token } = await site.invite({ rank: "owner" });
  const lin = await atTheDoor(site.ofAda);
  await accept(lin.chat, token, { rank: "owner" });
  const ada = await atTheDoor(site.ofAda);
  await accept(ada.chat, (await site.invite()).token, SERVER);
  expect(await accept(ada.chat, token, { rank: "owner" })).toEqual({ is: "unsure" });
  expect(ada.chat.status.value.is).toBe("online");
});
