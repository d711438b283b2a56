/** The page in a browser that translates it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Page } from "./page";
import { fill, scrollsTo, sees } from "./people";
import { visible } from "./pressed";

setDefaultTimeout(40_000);

/** Does with the page's texts what a browser does that translates it: copies, in two elements each, take their places. */
const TRANSLATE = `(() => {
  const isKept = (one) => one.closest("[translate=no], script, style, textarea, svg, font");
  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all) {
      if (!text.parentElement || isKept(text.parentElement) || text.data.trim() === "") continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes)
      for (const node of addedNodes)
        if (node.isConnected) walk(node.nodeType === 3 ? target : node);
  }).observe(document.body, { childList: true, subtree: true });
})()`;

const textOf = (selector: string) =>
  visible(`(document.querySelector(${JSON.stringify(selector)})?.textContent ?? "").trim()`);

test("where a browser translates the page, every text that changes is the new one, once", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who is read",
    name: "lin",
  });
  await fill(server.url, 40);
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await sees(ada, 40);
  const becomes = (selector: string, text: string) =>
    ada.until(`${text} in ${selector}`, `${textOf(selector)} === ${JSON.stringify(text)}`);
  await becomes(".faces .unseen", "2 people here");
  await ada.get(TRANSLATE);
  await ada.until("the translation", "document.querySelector('.says font font') !== null");

  // Who is here, who types, and under which name.
  {
    await using _ = await Client.connect(server.url, "websocket", { key: "the key of one more" });
    await becomes(".faces .unseen", "3 people here");
    await becomes(".faces span[aria-hidden]", "3");
  }
  await becomes(".faces .unseen", "2 people here");
  lin.tell("typing", { room: "lobby", on: true });
  await becomes(".typing", "lin is typing…");
  await ada.press("2 people here");
  await lin.ask("rename", { name: "wei" });
  await ada.until("the new name", `${textOf("ul.people")}.includes("wei")`);
  expect(await ada.get<string>(textOf("ul.people"))).not.toContain("lin");
  await ada.view.press("Escape");
  lin.tell("typing", { room: "lobby", on: true });
  await becomes(".typing", "wei is typing…");
  lin.tell("typing", { room: "lobby", on: false });
  await becomes(".typing", "");

  // Unread, here and elsewhere.
  await scrollsTo(ada, 10, -300);
  await lin.say("one");
  await becomes(".newest span[aria-hidden]", "1");
  await lin.say("two");
  await becomes(".newest span[aria-hidden]", "2");
  await ada.press("Jump to latest");
  await sees(ada, 42);

  // What one types, and what becomes of it.
  await ada.view.click("#txt");
  await ada.view.cdp("Input.insertText", { text: "x".repeat(3990) });
  await becomes(".composer output", "10 characters left");
  await ada.view.cdp("Input.insertText", { text: "x".repeat(11) });
  await becomes(".composer output", "1 character too many");
  await ada.get("document.querySelector('#txt').select()");
  await ada.view.press("Backspace");
  await becomes(".composer output", "");
  await ada.hasNetwork(false);
  await ada.until(
    "the countdown",
    `/retrying in [1-4] s$/.test(${textOf(".countdown")}) || ${textOf(".says")} === "Connecting…"`,
  );
  await ada.say("typed without a network");
  await becomes(".unsent .state", "waiting");
  await ada.hasNetwork(true);
  await ada.get("dispatchEvent(new Event('online'))");
  await becomes(".says", "Online");
  await ada.until("it sent", "document.querySelector('.unsent') === null");

  // A room's name, its beginning, and what stands above it.
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  await ada.view.type("tea");
  await ada.view.press("Enter");
  await becomes("h1", "tea");
  await becomes(".edge", "No messages yet. Say hello!");
  await ada.say("hello");
  await becomes(".edge", "The beginning of tea");
  await ada.press("Lobby");
  await becomes("h1", "Lobby");

  // What a dialog says for a while.
  await ada.press("Settings");
  await ada.press("Save");
  await becomes("dialog [role=status]", "Saved");
  await ada.view.click("#name");
  await ada.view.type("b");
  await becomes("dialog [role=status]", "");
  await ada.press("Save");
  await ada.view.press("Escape");
  await ada.until("the name at the side", `${textOf(".me bdi")} === "adab"`);

  // A language that one chooses.
  await ada.press("Settings");
  await ada.until(
    "the choice",
    `(() => {
    const field = document.querySelectorAll("dialog select")[1];
    if (!field) return false;
    field.value = "zh-Hans";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  })()`,
  );
  await ada.until(
    "the other language",
    `${textOf("h1")} === "大厅" && ${textOf(".says")} === "在线"`,
  );
  expect(ada.complaints.filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});
