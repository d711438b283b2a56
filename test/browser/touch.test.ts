/** The actions on messages under a finger, on a narrow phone, with colours that a person has chosen for all. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { fill, listensToKeys, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
const one = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
const noDialog = "document.querySelector('dialog') === null";
const frame =
  "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

/** What is beyond the window's sides, and what cannot be seen of an open dialog. */
const outside = `[...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .log pre, .log:not(:has(~ dialog))"))
  .filter((one) => {
    const { left, right, top, bottom, width } = one.getBoundingClientRect();
    const isBeyond = left < -1 || right > innerWidth + 1;
    return width > 0 && (isBeyond || (one.matches("dialog") && (top < 0 || bottom > innerHeight)));
  })
  .map((one) => one.outerHTML.slice(0, 120))`;

/** A phone of 320 pixels with a room of messages, the last of which has a reaction of lin. */
async function phone(count: number) {
  const server = await place.serve();
  await fill(server.url, count);
  const lin = await Client.connect(server.url, "websocket", { key: "the key of lin, who talks" });
  await lin.ask("react", { room: "lobby", seq: count, emoji: "🎉", on: true });
  const ada = await place.open(server.url, { width: 320, height: 568, touched: true });
  await ada.introduce("ada");
  await sees(ada, count);
  await listensToKeys(ada);
  return {
    ada,
    lin,
    async [Symbol.asyncDispose]() {
      await lin[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("by touch, no finger presses what has just appeared below it; at 320 pixels all actions fit, and forced colours tell what is chosen", async () => {
  await using there = await phone(20);
  const { ada } = there;
  const fits = async (view: string) =>
    expect([view, await ada.get<string[]>(outside)]).toEqual([view, []]);
  const words = `${line(20)}.querySelector(".txt")`;
  await ada.touch(words, () => ada.until("the menu", `${one(".ways")} !== null`));
  await ada.get(frame);
  expect(await ada.get<boolean>(`${one(".ways")} !== null`)).toBeTrue();
  await fits("the menu");
  await ada.touch(one(".ways .reply"));
  await ada.until("the answer", `document.activeElement.id === "txt" && ${noDialog}`);
  await fits("the line above the box");
  await ada.touch(one(".purpose button"));
  await ada.until("no answer", `${one(".purpose")} === null`);

  // The last line moves up when its actions appear below it.
  const spot = await ada.touch(words);
  await ada.until("its actions", `${line(20)}.querySelector(".actions") !== null`);
  await ada.get(frame);
  expect(await ada.get<boolean>(noDialog)).toBeTrue();
  await fits("the actions");
  await ada.touch(`${line(19)}.querySelector(".txt")`);
  await ada.until("others", `${line(19)}.querySelector(".actions") !== null`);
  const now = Date.now();
  await ada.touch(spot, undefined, now);
  await ada.touch(spot, undefined, now + 150);
  await ada.until("the reaction", `${one("[data-emoji='👍']")}?.ariaPressed === "true"`);
  expect(await ada.get<boolean>(noDialog)).toBeTrue();

  await ada.touch(`${line(20)}.querySelector("[data-emoji='🎉']")`, () =>
    ada.until("who reacted", `${one("dialog .people")}?.textContent.includes("lin")`),
  );
  await ada.get(frame);
  expect(await ada.get<string>(`${one("[data-emoji='🎉']")}.ariaPressed`)).toBe("false");
  await fits("who reacted");
  expect(await ada.get<string>(`getComputedStyle(${one("dialog")}).pointerEvents`)).toBe("auto");
  await ada.touch(one("dialog .heading button"));
  await ada.until("no dialog", noDialog);

  await ada.view.cdp("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: "active" }],
  });
  await ada.touch(`${line(20)}.querySelector(".reaction:last-child")`);
  await ada.until("the emoji", `${one(".quick")} !== null`);
  await fits("the emoji");
  const colours = (selector: string) =>
    ada.get<string[]>(
      `(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(${one(selector)}))`,
    );
  const chosen = "[aria-pressed=true]";
  const highlighted = await colours(`.reaction${chosen}`);
  expect(highlighted).not.toEqual(await colours(".reaction:not([aria-pressed=true])"));
  expect(await colours(`.quick ${chosen}`)).toEqual(highlighted);
  await ada.touch(one(".quick button:last-child"));
  await ada.until("the picker", "document.querySelectorAll('.grid button').length > 100");
  await fits("the picker");
  expect(await colours(`.groups ${chosen}`)).toEqual(highlighted);
  expect(ada.complaints).toEqual([]);
});
