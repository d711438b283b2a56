/** A server by invitation as people see it: the door, the invitation, and what it says in each case. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { flaws } from "./axe";
import { Page } from "./page";
import { serveInvited } from "./invited";
import type { PageOptions } from "./page-options";

setDefaultTimeout(60_000);

const dialog = "document.querySelector('dialog[open]')";

const opened = new AsyncDisposableStack();
let site: Awaited<ReturnType<typeof serveInvited>>;
const pages = new Map<string, Page>();
beforeAll(async () => {
  site = opened.use(await serveInvited());
});
afterAll(() => opened.disposeAsync());
beforeEach(() => site.revokeAll());

/** Opens an address as somebody who was never there, in the page that others had at this origin: a new one costs twice as much. */
async function stranger(address: string, options: PageOptions = {}): Promise<Page> {
  const { origin } = new URL(address);
  const { width = 1280, height = 800, languages = "en" } = options;
  const page = pages.get(origin) ?? opened.use(await Page.open("about:blank"));
  pages.set(origin, page);
  await page.view.navigate("about:blank");
  await page.view.cdp("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await page.resize(width, height);
  await page.prefersLanguages(languages);
  await page.view.navigate(address);
  return page;
}

test("P27: a stranger is asked for an invitation, and comes in by a pasted link that says who invites, and where", async () => {
  const { link, token } = await site.invite();
  const ada = await stranger(site.ofAda);
  await ada.shows("You need an invitation");
  await ada.until("the field", "document.activeElement?.name === 'invitation'");
  await ada.view.type("hello");
  await ada.view.press("Enter");
  await ada.shows("This isn't an invitation link");
  await ada.get(
    `(${dialog}.querySelector("input").value = "https://other.example/#invitation=${token}")`,
  );
  await ada.press("Continue");
  await ada.shows("This link is for another server, other.example.");
  await ada.get(`(${dialog}.querySelector("input").value = ${JSON.stringify(`Come: ${link}`)})`);
  await ada.press("Continue");
  await ada.shows("You're invited to Reading circle");
  await ada.shows("Books, one a month");
  await ada.shows("Invited by\nolga");
  await ada.until("the focus", "document.activeElement.innerText === 'Join'");
  await ada.view.press("Enter");
  await ada.introduce("ada");
  await ada.say("hello");
  expect(await ada.get<string>("location.href")).toBe(`${site.ofAda}/`);
  expect(await ada.get<string>("JSON.stringify(localStorage)")).not.toContain(token);
});

test("P28: an invitation's link opens its closed room, for one person, and its token leaves the address", async () => {
  const { room, link, token } = await site.inviteToRoom("Designers");
  const ada = await stranger(link, { width: 390 });
  await ada.shows("You're invited to Designers");
  expect(await ada.get<string>("location.href")).toBe(`${site.ofAda}/`);
  await ada.press("Join");
  await ada.introduce("ada");
  await ada.until("the room", "document.querySelector('h1').textContent.includes('Designers')");
  expect(await ada.get<string>("location.pathname")).toBe(`/r/${encodeURIComponent(room)}`);
  expect(
    await ada.get<string>(
      "performance.getEntriesByType('resource').map(({ name }) => name).join()",
    ),
  ).not.toContain(token);

  // The same person again, and somebody else.
  await ada.view.navigate(`${site.ofAda}/healthz`);
  await ada.view.navigate(link);
  await ada.shows("You're already a member of Designers");
  await ada.press("Open");
  await ada.until("the room", "document.querySelector('h1').textContent.includes('Designers')");
  const lin = await stranger(link.replace(site.ofAda, site.ofLin));
  await lin.shows("This invitation has already been used.");
  await lin.press("Close");
  await lin.shows("You need an invitation");
});

test("P28: each invitation that lets nobody in says why", async () => {
  const revoked = await site.invite();
  await site.olga.ask("revoke", { id: revoked.id });
  const ada = await stranger(revoked.link);
  await ada.shows("This invitation has been revoked.");
  await ada.get(`void (location.href = "${site.ofAda}/#invitation=${"x".repeat(22)}")`);
  await ada.shows("This invitation isn't valid.");
  await ada.get(`void (location.href = "${site.ofAda}/#invitation=cut-off")`);
  await ada.until("the address without it", "location.hash === ''");
  await ada.shows("Make sure you copied the whole link");
});

test("P28: somebody who is in joins a room by the link in a message, on the same page", async () => {
  const ada = await stranger((await site.invite()).link);
  await ada.press("Join");
  await ada.introduce("ada");
  const { link } = await site.inviteToRoom("Designers");
  await site.olga.say(link);
  await ada.press(link);
  await ada.shows("You're invited to Designers");
  expect(await ada.get<string>("location.href")).toBe(`${site.ofAda}/`);
  await ada.press("Join");
  await ada.until("the room", "document.querySelector('h1').textContent.includes('Designers')");
});

test("P28: the server's moderator makes an invitation in the page, and revokes it", async () => {
  const { link } = await site.invite({ rank: "moderator" });
  const ada = await stranger(link);
  await ada.shows("Moderator");
  await ada.press("Join");
  await ada.introduce("ada");
  await ada.press("Invite people");
  await ada.shows("No active invitations");
  await ada.press("Create invitation link");
  const made = await ada.until<string>("the link", "document.querySelector('.link input')?.value");
  expect(made).toMatch(/#invitation=[\w-]{22}$/);
  await ada.until("the QR code", "document.querySelector('.qr path') !== null");
  await ada.shows("0 of 1 used");
  const lin = await stranger(made.replace(site.ofAda, site.ofLin));
  await lin.shows("Invited by\nada");
  await ada.press("Revoke");
  await ada.shows("No active invitations");
  await lin.press("Join");
  await lin.shows("This invitation has been revoked.");
});

test("P28: a member who invites to a room reads for whom that works, and sees when somebody has come", async () => {
  const { link } = await site.inviteToRoom("Designers");
  const ada = await stranger(link);
  await ada.press("Join");
  await ada.introduce("ada");
  await ada.press("Room details");
  await ada.press("Invite people");
  await ada.shows("Works only for people who are already on this server.");
  await ada.until("the list", `${dialog}.querySelector(".invitations") !== null`);
  await ada.press("Create invitation link");
  const made = await ada.until<string>("the link", "document.querySelector('.link input')?.value");
  await ada.shows("0 of 1 used");
  const lin = await stranger(made.replace(site.ofAda, site.ofLin));
  await lin.press("Join");
  await lin.shows("Ask a moderator for a new one");
  await lin.view.navigate(`${site.ofLin}/healthz`);
  await lin.view.navigate((await site.invite()).link.replace(site.ofAda, site.ofLin));
  await lin.press("Join");
  await lin.introduce("lin");
  await lin.view.navigate(`${site.ofLin}/healthz`);
  await lin.view.navigate(made.replace(site.ofAda, site.ofLin));
  await lin.press("Join");
  await ada.shows("No active invitations");
});

/** How many pixels of the open dialog are beyond its edges, or the window's. */
const overflow = `((one) => Math.max(
  one.scrollWidth - one.clientWidth,
  -one.getBoundingClientRect().left,
  one.getBoundingClientRect().right - innerWidth,
))(${dialog})`;

/** Of the languages, one of each direction: the others differ from English in words alone, which axe does not read. */
const JUDGED = new Set(["en", "ar"]);

test.each(["en", "zh-CN", "zh-TW", "ar"])(
  "at the door and in invitations nothing sticks out of 320 pixels, and axe finds nothing in either direction: %s",
  async (languages) => {
    const { link } = await site.invite({ rank: "owner" });
    const ada = await stranger(site.ofAda, { languages, width: 320, height: 640 });
    const isFine = async (what: string, shown: string) => {
      await ada.until(what, shown);
      expect([what, await ada.get<number>(overflow)]).toEqual([what, 0]);
      if (JUDGED.has(languages)) expect([what, await flaws(ada)]).toEqual([what, []]);
    };
    await isFine("the door", `${dialog}?.querySelector("input") != null`);
    await ada.view.type(
      "https://other-server-with-a-long-name.example.org/#invitation=".padEnd(84, "x"),
    );
    await ada.view.press("Enter");
    await isFine("the other server", `${dialog}.querySelector("a") !== null`);
    await ada.get(`void (location.href = "${site.ofAda}/#invitation=${"x".repeat(22)}")`);
    await isFine(
      "the unknown invitation",
      `${dialog}?.querySelector("p[role=alert]:not(:empty)") != null`,
    );
    await ada.get(`void (location.href = ${JSON.stringify(link)})`);
    await isFine("the invitation", `${dialog}?.querySelector("dl") != null`);
    // By keyboard alone: the focus is on the button that accepts.
    await ada.view.press("Enter");
    await ada.introduce("ada");
    await ada.resize(1280, 800);
    await ada.get("document.querySelectorAll('.side .new-room')[2].click()");
    await ada.until("the list", `${dialog}?.querySelector(".invitations") != null`);
    await ada.resize(320, 640);
    await isFine("the dialog that invites", `${dialog}.querySelectorAll("select").length === 3`);
    await ada.get(`${dialog}.querySelector("form").requestSubmit()`);
    await isFine(
      "the made invitation",
      `${dialog}.querySelector(".qr path") && ${dialog}.querySelector(".invitations li") !== null`,
    );
  },
);
