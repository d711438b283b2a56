/** The page for those who use it by keyboard or by ear. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { fill, listens, listensToKeys, sees } from "./people";
import { samePlace } from "./same-place";
import { visible } from "./pressed";

const place = samePlace();

test("a screen reader reads out each new message once, and nothing of what was there before", async () => {
  await using own = await place.serve();
  await fill(own.url, 60);
  await using other = await Client.connect(own.url);
  const ada = await place.open(own.url);
  await ada.introduce("ada");
  await sees(ada, 60);
  await listens(ada);
  const texts = Array.from({ length: 8 }, (_, n) => `new ${n + 1}`);
  for (const txt of texts) await other.say(txt, { name: "lin" });
  await ada.say("my own");
  await ada.until("the last one", "document.querySelector('[data-seq=\"69\"]') !== null");
  await ada.until("as many read out", `heard.length >= ${texts.length}`);
  expect(await ada.get<string[]>("heard")).toEqual(texts.map((txt) => `lin: ${txt}`));
  const log = "document.querySelector('#announcer')";
  expect(await ada.get<string[]>(`[${log}.role, ${log}.ariaLive]`)).toEqual(["log", "polite"]);
});

test("everything can be done with the keyboard alone, and one sees where one is", async () => {
  await using own = await place.serve();
  await fill(own.url, 3);
  const ada = await place.open(own.url);
  await ada.introduce("ada");
  await sees(ada, 3);
  const at = visible(
    "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')",
  );
  const isOutlined = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";

  await listensToKeys(ada);
  await ada.get("document.activeElement.blur()");
  await ada.view.press("/");
  await ada.until("the box", "document.activeElement.id === 'txt'");
  await ada.view.type("typed");
  await ada.view.press("Enter");
  await sees(ada, 4);
  await ada.view.press("Tab", { modifiers: ["Shift"] });
  await ada.until("a message", "document.activeElement.dataset.seq === '4'");
  for (const seq of [3, 2]) {
    await ada.view.press("ArrowUp");
    await ada.until(`message ${seq}`, `document.activeElement.dataset.seq === "${seq}"`);
    expect(await ada.get<boolean>(isOutlined)).toBeTrue();
  }
  for (const name of ["Add reaction", "Reply", "More actions"]) {
    await ada.view.press("Tab");
    await ada.until(name, `${at} === ${JSON.stringify(name)}`);
    expect(await ada.get<boolean>(isOutlined)).toBeTrue();
  }
  await ada.view.press("Enter");
  const ways = ["👍", "❤️", "😂", "🎉", "😮", "😢", "All emoji", "Reply", "Mention lin"];
  for (const name of ways) {
    await ada.until(name, `${at} === ${JSON.stringify(name)}`);
    if (name !== "Mention lin") await ada.view.press("Tab");
  }
  await ada.view.press("Enter");
  await ada.until("the mention", "document.querySelector('#txt').value === '@lin '");
  await ada.until("the box again", "document.activeElement.id === 'txt'");
  for (let n = 0; n < 5; n += 1) await ada.view.press("Backspace");

  await ada.view.press("Tab");
  await ada.view.press("Tab");
  await ada.get("document.activeElement.blur()");
  await ada.view.press("?");
  await ada.shows("Keyboard shortcuts");
  await ada.view.press("Escape");
  await ada.until("no dialog", "document.querySelector('dialog') === null");
  await ada.view.navigate(`${own.url}/r/designers`);
  await ada.online();
  await listensToKeys(ada);
  await ada.view.press("ArrowUp", { modifiers: ["Alt"] });
  await ada.until("the room before", "document.querySelector('h1').textContent === 'Lobby'");

  await ada.view.click("[data-seq='2'] .bubble");
  await ada.press("More actions");
  await ada.press("Mention lin");
  await ada.until("the mention", "document.querySelector('#txt').value === '@lin '");
  await ada.view.press("ArrowDown", { modifiers: ["Alt"] });
  await ada.until("the room after", "document.querySelector('h1').textContent === 'designers'");
  expect(await ada.get<string>("document.querySelector('#txt').value")).toBe("");
});
