/** Keeping order on the whole server: whom it bans, and who moderates it. */
import { expect } from "bun:test";
import { come, granted, type Invited, serveOwned } from "../chat/access/people";
import { Client } from "../support/client";
import { flaws } from "./axe";
import { keyOf } from "./house";
import { serveInvited } from "./invited";
import { Page } from "./page";
import { choosesInDialog } from "./people";
import { test } from "./together";

/** Opens a page of a test's own server as somebody whose key is known here. */
async function openAs(name: string, url: string): Promise<Page> {
  const stored = { "chuan.name": name, "chuan.key": keyOf(name) };
  const page = await Page.open(url, { stored });
  await page.online();
  return page;
}

test("P32: a page that is banned from the server is quiet, says why, and comes in when it is pardoned and asks", async () => {
  await using site = await serveInvited();
  const { token } = await site.invite();
  await using ada = await Client.connect(site.ofAda, "websocket", {
    key: keyOf("ada"),
    name: "ada",
    invitation: token,
  });
  const { you } = (await ada.ask("rename", { name: "ada" })) as { you: { from: string } };
  using page = await openAs("ada", site.ofAda);
  const { from } = you;
  await site.olga.ask("ban", { from, reason: "spam" });
  await page.shows("You are banned · Reason: spam");
  expect(await flaws(page)).toEqual([]);
  await page.view.press("Escape");
  const isShown = "document.querySelector('dialog[open]') !== null";
  // A browser may close it once, and the page opens it again.
  await page.until("the dialog after Escape", isShown);
  await page.get("dispatchEvent(new Event('online')), dispatchEvent(new Event('focus'))");
  await Bun.sleep(1500);
  expect(await page.get<string>("document.querySelector('#status').dataset.is")).toBe("banned");
  expect(await page.get<boolean>(isShown)).toBeTrue();
  await site.olga.ask("pardon", { from });
  await page.press("Try again");
  await page.online();
  await page.until("no dialog", "document.querySelector('dialog') === null");
});

test("P25, P34: the list of people says who moderates the server; a moderator gives somebody a name, by the keyboard, under which others spoke", async () => {
  await using server = await serveOwned();
  const { token } = await granted<Invited>(server.ada.client.ask("invite", { rank: "moderator" }));
  const asMei = { key: keyOf("mei"), name: "mei", invitation: token };
  await (await Client.connect(server.url, "websocket", asMei))[Symbol.asyncDispose]();
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  await granted(lin.client.say("hello", { name: "lin" }));
  using mei = await openAs("mei", server.url);
  await mei.until("four people", "document.querySelector('.faces')?.innerText.includes('4')");
  await mei.view.click(".faces");
  const lines = "[...document.querySelectorAll('dialog .people li')].map((one) => one.innerText)";
  const says = (name: string, role: string) =>
    `${lines}.some((one) => one.includes("${name}") && one.includes("${role}"))`;
  await mei.until("who owns the server", says("ada", "Owner of the server"));
  await mei.until("who moderates", says("mei", "Moderator of the server"));
  expect(await mei.get<boolean>(says("eve", "of the server"))).toBeFalse();
  await mei.press("Moderate eve");
  await choosesInDialog(mei, "Give a name…");
  await mei.until("the field", "document.activeElement.value === 'eve'");
  await mei.get("document.activeElement.select()");
  await mei.view.type("lin");
  expect(await flaws(mei)).toEqual([]);
  await mei.view.press("Enter");
  await mei.shows("lin is their name now.");
  await mei.until("the focus", "document.activeElement.innerText === 'Give a name…'");
  expect((await eve.client.next("self"))[0]).toMatchObject({ claimed: "lin" });
  expect(mei.complaints).toEqual([]);
});
