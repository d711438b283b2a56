import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { by, Link, portOf } from "../chaos/link";
import { deskOfAda } from "./desk";
import { Page } from "./page";
import { inDatabase, spoils } from "./people";
import { samePlace } from "./same-place";

const box = "document.querySelector('#txt').value";

const sit = deskOfAda();
const place = samePlace();

/** Puts a text into the box as a paste does, whatever is in it. */
async function paste(page: Page, text: string): Promise<void> {
  await page.get(`((field) => {
    field.focus();
    field.setRangeText(${JSON.stringify(text)}, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  })(document.querySelector("#txt"))`);
}

test("P6: what a terminal, an editor or a broken program puts into the box is sent without what is no text", async () => {
  const { ada, joins } = await sit();
  const lin = await joins("lin");
  await paste(ada, "\u001b[31mred\u001b[0m\vtwo\u2028three\u0085\0four\ud800");
  expect(await ada.get<string>(box)).toBe("red\ntwo\nthree\nfour\ud800");
  await paste(ada, "\u0007");
  await paste(ada, "!\n\n");
  expect(await ada.get<string>(box)).toBe("red\ntwo\nthree\nfour!\n\n");
  await ada.view.press("Enter");
  expect((await lin.message()).msg.txt).toBe("red\ntwo\nthree\nfour!");
});

test("Ctrl+Enter and Cmd+Enter send on glass as well, where Enter alone is a new line", async () => {
  const { ada, joins } = await sit();
  const lin = await joins("lin");
  await ada.get(
    "void ([window.really, window.matchMedia] = [matchMedia, () => ({ matches: true })])",
  );
  for (const [txt, key] of [
    ["one", "Control"],
    ["two", "Meta"],
  ] as const) {
    await ada.view.click("#txt");
    await ada.view.type(txt);
    await ada.view.press("Enter");
    await ada.view.type("and a line");
    await ada.view.press("Enter", { modifiers: [key] });
    expect((await lin.message()).msg.txt).toBe(`${txt}\nand a line`);
  }
  await ada.get("void (window.matchMedia = window.really)");
});

test("what the server refused can be copied, and edited in the box, where the draft is afterwards", async () => {
  const { ada } = await sit();
  await spoils(ada);
  await ada.view.cdp("Browser.grantPermissions", {
    permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"],
  });
  await ada.say("spoilt");
  await ada.press("Copy text");
  await ada.until("the text", "navigator.clipboard.readText().then((t) => t === 'spoilt')");
  await ada.view.click("#txt");
  await ada.view.type("begun");
  await ada.press("Edit");
  await ada.until("the text in the box", `${box} === "spoilt"`);
  await ada.view.type(" no more");
  await ada.view.press("Enter");
  await ada.until("the draft in the box", `${box} === "begun"`);
  await ada.until("no unsent line", "document.querySelector('.unsent') === null");
  expect(await ada.get<string>("document.querySelector('[data-seq=\"1\"] .txt').textContent")).toBe(
    "spoilt no more",
  );
  await ada.until("nothing kept", inDatabase("outbox", "count()", "(count) => count === 0"));
});

test("a draft that one page sends is no draft of another page any more", async () => {
  const { ada, address, joins } = await sit();
  const lin = await joins("lin");
  await ada.view.click("#txt");
  await ada.view.type("once");
  using adasOther = await Page.open(address);
  await adasOther.until("the draft", `${box} === "once"`);
  await ada.view.press("Enter");
  await adasOther.until("the empty box", `${box} === ""`);
  expect((await lin.message()).msg.txt).toBe("once");
});

test("a page that was asleep while another one sent the draft does not send it again", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("lin");
  await ada.view.click("#txt");
  await ada.view.type("once");
  // Another page takes it, and this one hears nothing of that.
  await ada.get(`localStorage.removeItem('chuan.draft.${room}')`);
  await ada.view.press("Enter");
  await ada.until("the empty box", `${box} === ""`);
  await ada.say("then this");
  expect((await lin.message()).msg.txt).toBe("then this");
});

test("what was typed offline as one person is not sent when the browser becomes another, and is not lost", async () => {
  await using server = await place.serve();
  await using link = await Link.open(() => portOf(server.url));
  const url = by(link, server.url);
  const ada = await place.open(url);
  await ada.introduce("ada");
  link.break();
  await ada.until("the button", "document.querySelector('#status .now') !== null");
  await ada.say("ada's own words");
  await ada.until("it kept", inDatabase("outbox", "count()", "(count) => count === 1"));
  await ada.get(`(() => {
    localStorage.setItem("chuan.key", "the key of lin, on this device");
    localStorage.setItem("chuan.name", "lin");
  })()`);
  // A page that is still ada's could be back at once, and rightly send what she wrote.
  await ada.view.navigate("about:blank");
  link.heal();
  await using wei = await Client.connect(server.url);
  await ada.view.navigate(url);
  await ada.online();
  await ada.shows("not sent: written as ada");
  await ada.say("lin's");
  expect((await wei.message()).msg).toEqual({ name: "lin", txt: "lin's" });
  // The lines move while one's own is acknowledged, and a click by place could miss.
  const again = "document.querySelector('.unsent .buttons button')";
  await ada.until("the button that sends it", `${again} !== null`);
  await ada.get(`${again}.click()`);
  expect((await wei.message()).msg).toEqual({ name: "lin", txt: "ada's own words" });
  await ada.until("nothing unsent", "document.querySelector('.unsent') === null");
});

test("when one page makes the browser somebody else, its other pages are that person too", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  using adasOther = await Page.open(server.url);
  await adasOther.online();
  // The name first: two events at once could load the page a second time, while this test uses it.
  const isLin = "document.querySelector('.me bdi')?.innerText === 'lin'";
  await ada.get("localStorage.setItem('chuan.name', 'lin')");
  await adasOther.until("the other name", isLin);
  for (const page of [ada, adasOther]) await page.get("void (window.isAdas = true)");
  await ada.get("localStorage.setItem('chuan.key', 'the key of lin, on this device')");
  await adasOther.until("the other person's page", `window.isAdas === undefined && ${isLin}`);
  await adasOther.online();
  await using wei = await Client.connect(server.url);
  await adasOther.say("hello");
  const { meta } = await wei.message();
  const key = new Bun.CryptoHasher("sha256").update("chuan:the key of lin, on this device");
  expect(meta.from).toBe(key.digest("base64url").slice(0, 16));
  // The first page learns of it as soon as the other page stores who it is.
  await ada.until("the first page of the other person", `window.isAdas === undefined && ${isLin}`);
  await ada.online();
});
