/** Messages that change while one reads, and what one finds to do with them. */
import { expect, test } from "bun:test";
import { flaws } from "./axe";
import { deskOfAda } from "./desk";
import { at, box, counted, line, LINS_KEY, noDialog, reaction, text } from "./lines";
import { fill, listensToKeys, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const sit = deskOfAda();

test("a change far up moves nothing of what is read below it, and makes nothing unread", async () => {
  const { ada, room, joins } = await sit({ before: (there, url) => fill(url, 80, there) });
  const lin = await joins("lin", LINS_KEY);
  await sees(ada, 80);
  await ada.get("document.querySelector('.log').scrollTo(0, 1500)");
  await ada.until("the button", "document.querySelector('.newest') !== null");
  const first =
    await ada.get<number>(`Number([...document.querySelectorAll("[data-seq]")].find((one) =>
    one.getBoundingClientRect().top >= document.querySelector(".log").getBoundingClientRect().top).dataset.seq)`);
  const places = `[${first}, ${first + 3}].map((seq) => document.querySelector('[data-seq="' + seq + '"]').getBoundingClientRect().top)`;
  const before = await ada.get<number[]>(places);
  // The one that is cut by the edge grows, too.
  for (const seq of [first - 5, first - 1]) {
    await lin.ask("edit", { room, seq, txt: "line\n".repeat(8) });
    await lin.ask("react", { room, seq, emoji: "👍", on: true });
    await ada.until("the change", `${counted(seq, "👍")} === "1"`);
  }
  await lin.ask("remove", { room, seq: first - 5 });
  await ada.until("the quiet line", `${text(first - 5)} === "Message deleted"`);
  const after = await ada.get<number[]>(places);
  expect(after.map((top, n) => Math.abs(top - (before[n] ?? 0)) < 2)).toEqual([true, true]);
  expect(await ada.get<string>("document.title")).toBe(`${room} · chuan 传`);
  expect(await ada.get<string>("document.querySelector('.newest').innerText")).not.toMatch(/\d/);
});

test("from an answer one goes to a message far up, and back", async () => {
  const { ada, room, joins } = await sit({ before: (there, url) => fill(url, 400, there) });
  const lin = await joins("lin", LINS_KEY);
  await lin.say("as I said", { name: "lin", re: 7, room });
  await sees(ada, 401);
  await ada.until(
    "what is answered",
    `${line(401)}.querySelector(".answered").textContent.includes("message 7")`,
  );
  await lin.ask("edit", { room, seq: 7, txt: "message seven" });
  await ada.until(
    "what it says now",
    `${line(401)}.querySelector(".answered").textContent.includes("message seven")`,
  );
  await ada.get(`${line(401)}.querySelector(".answered").click()`);
  await sees(ada, 7);
  await ada.until("the focus there", `document.activeElement === ${line(7)}`);
  await ada.press("Back to where you were");
  await sees(ada, 401);
  await ada.until("the focus here", `document.activeElement === ${line(401)}`);
  await ada.until("no button", "document.querySelector('.back') === null");
});

test("axe finds nothing in messages that were changed, in their dialogs, and above the box, in light and dark", async () => {
  const { ada, room, url, joins } = await sit();
  await fill(url, 3, room);
  const lin = await joins("lin", LINS_KEY);
  await lin.say("and?", { name: "lin", re: 1, room });
  await lin.ask("react", { room, seq: 2, emoji: "🎉", on: true });
  await lin.ask("edit", { room, seq: 2, txt: "message two" });
  await lin.ask("remove", { room, seq: 3 });
  await ada.say("mine");
  await sees(ada, 5);
  for (const theme of ["light", "dark"]) {
    const look = async (what: string) =>
      expect([theme, what, await flaws(ada)]).toEqual([theme, what, []]);
    await ada.get(`(document.documentElement.dataset.theme = "${theme}")`);
    await at(ada, 5);
    await ada.view.press("Enter");
    await ada.until("the menu", "document.querySelector('.ways') !== null");
    await look("the menu");
    await ada.get("document.querySelector('.ways .delete').click()");
    await ada.until("the question", "document.querySelector('.asked') !== null");
    await look("the question");
    await ada.view.press("Escape");
    await ada.until("no dialog", noDialog);
    await at(ada, 2);
    await ada.view.press("+");
    await ada.get("document.querySelector('.quick button:last-child').click()");
    await ada.until("the picker", "document.querySelectorAll('.grid button').length > 100");
    await look("the picker");
    await ada.view.press("Escape");
    await ada.until("no dialog", noDialog);
    await ada.view.press("r");
    await ada.until(
      "the line above the box",
      "document.querySelector('.purpose') !== null && document.activeElement.id === 'txt'",
    );
    await ada.get(`${reaction(2, "🎉")}.focus()`);
    await ada.until(
      "who reacted",
      "document.querySelector('#reactors')?.textContent.includes('lin')",
    );
    await look("the room");
  }
});

test("the picker searches in the page's language, its emoji have the chosen skin tone, and offline it says that it cannot have them", async () => {
  await using server = await place.serve();
  await fill(server.url, 1);
  const ada = await place.open(server.url, { languages: "zh-CN", width: 390, height: 844 });
  await ada.introduce("ada");
  await at(ada, 1);
  await ada.view.press("+");
  await ada.until("the emoji", "document.activeElement.textContent === '👍'");
  // The list is not there yet, and a service worker has a network of its own.
  await ada.network("setBypassServiceWorker", { bypass: true });
  await ada.hasNetwork(false);
  await ada.get("document.querySelector('.quick button:last-child').click()");
  await ada.until("a button to try again", "document.activeElement.innerText === '重试'");
  expect(await ada.get<string>("document.querySelector('.picker .note').innerText")).not.toBe("");
  await ada.hasNetwork(true);
  await ada.view.press("Enter");
  await ada.until("the search", "document.activeElement.type === 'search'");
  await ada.until("the list", "document.querySelectorAll('.grid button').length > 100");
  await ada.get(
    `((field) => { field.value = "🏽"; field.dispatchEvent(new Event("change", { bubbles: true })); })(document.querySelector(".picker select"))`,
  );
  await ada.view.cdp("Input.insertText", { text: "拇指向上" });
  await ada.until("what is found", "document.querySelectorAll('.grid button').length < 10");
  await ada.view.press("Enter");
  await ada.until("the reaction", `${reaction(1, "👍🏽")} !== null && ${noDialog}`);
});

test("a double click gives the first emoji, and takes it back; the mouse finds the menu", async () => {
  const { ada, room, url } = await sit();
  await fill(url, 1, room);
  await sees(ada, 1);
  await ada.until("the gestures", "document.querySelector('[data-seq]') !== null");
  const twice = async () => {
    for (let n = 0; n < 2; n += 1) await ada.view.click("[data-seq='1'] .txt");
  };
  await listensToKeys(ada);
  await twice();
  await ada.until("the reaction", `${counted(1, "👍")} === "1"`);
  await ada.until("acknowledged", `!${line(1)}.matches(".pending")`);
  await twice();
  await ada.until("no reaction", `${reaction(1, "👍")} === null`);
  await ada.press("More actions");
  await ada.press("Mention lin");
  await ada.until("the mention", `${box} === '@lin ' && ${noDialog}`);
});
