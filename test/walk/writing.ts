/** Steps that come in and write: messages, names, rooms, an outage. */
import { nothing, type Step } from "./scene";

export const leaves: Step = [
  "leave the page before it is there, again and again: it is never dead",
  async ({ ada }) => {
    for (let n = 0; n < 3; n += 1) {
      await ada.hands.go(ada.url);
      await ada.hands.go(`${ada.url}/icon.svg`);
    }
    await ada.goes(ada.url);
    await ada.until("the question for a name", "document.activeElement?.id === 'name'");
  },
];

export const comesIn: Step = [
  "come in",
  async ({ ada }) => {
    await ada.goes(ada.url);
    await ada.comesIn("ada");
  },
];

export const talks: Step = [
  "talk",
  async ({ ada, lin }) => {
    await ada.says("hello 林 👋");
    await lin.message();
    await lin.say("你好 ada", { name: "林" });
    await ada.shows("你好 ada");
    await lin.say("مرحبا بالجميع", { name: "نور" });
    await ada.shows("مرحبا بالجميع");
    await ada.hasSent(3);
    nothing(await ada.flaws(), "axe, while talking");
  },
];

export const grows: Step = [
  "write more than a line: the box grows, and shrinks when it is sent",
  async ({ ada }) => {
    const height = "document.querySelector('#txt').offsetHeight";
    await ada.clicks("#txt");
    const low = await ada.hands.get<number>(height);
    await ada.hands.resize(360, 700);
    await ada.hands.type("words that are many enough to be broken by a narrow box, more than once");
    await ada.until("the box growing", `${height} > ${low} * 1.5`);
    await ada.hands.resize(1280, 800);
    await ada.until("the box shrinking where there is room", `${height} < ${low} * 1.5`);
    await ada.hands.press("Enter");
    await ada.until("the box shrinking", `${height} <= ${low}`);
    await ada.hasSent(5);
  },
];

export const completes: Step = [
  "complete a name",
  async ({ ada }) => {
    await ada.clicks("#txt");
    await ada.hands.type("@林");
    await ada.until("the list of names", "document.querySelector('.completion li') !== null");
    nothing(await ada.flaws(), "axe, with the list of names");
    await ada.hands.press("Tab");
    await ada.until("the name", "document.querySelector('#txt').value === '@林 '");
    await ada.hands.type("hi");
    await ada.hands.press("Enter");
    await ada.hasSent(6);
  },
];

export const rooms: Step = [
  "make a room, and come back by the list and by the browser's button",
  async ({ ada }) => {
    await ada.presses("New room");
    await ada.until("the field", "document.activeElement?.matches('dialog input')");
    await ada.hands.type("designers");
    await ada.hands.press("Enter");
    await ada.until(
      "the room",
      "location.pathname === '/r/designers' && !document.querySelector('dialog')",
    );
    await ada.says("anybody here?");
    await ada.hasSent(1);
    await ada.presses("Lobby");
    await ada.shows("hello 林 👋");
    await ada.hands.back();
    await ada.until("the room again", "location.pathname === '/r/designers'");
    await ada.shows("anybody here?");
  },
];

export const outage: Step = [
  "write while the server is dead: it is sent once, when the server is back",
  async ({ ada, server }) => {
    const before = await ada.hands.get<number>(
      "document.querySelectorAll('.line[data-seq]').length",
    );
    await server.kill();
    await ada.until("being offline", "document.querySelector('#status .now') !== null");
    await ada.says("said to a dead server");
    await ada.until("the message waiting", "document.querySelector('.unsent') !== null");
    await server.restart();
    // It may have come back by itself already.
    await ada.hands.get("void document.querySelector('#status .now')?.click()");
    await ada.hasSent(before + 1);
  },
];

export const keyboard: Step = [
  "do it all by keyboard",
  async ({ ada }) => {
    await ada.goes(ada.url);
    await ada.isOnline();
    await ada.shows("said to a dead server");
    await ada.hasControls();
    await ada.hands.press("Escape");
    await ada.until("the box", "document.activeElement?.id === 'txt'");
    await ada.hands.press("Tab", "Shift");
    await ada.until("a message", "document.activeElement?.closest('[data-seq]') !== null");
    const seq = await ada.hands.get<number>(
      "Number(document.activeElement.closest('[data-seq]').dataset.seq)",
    );
    await ada.hands.press("ArrowUp");
    await ada.until("the message before", `Number(document.activeElement.dataset.seq) < ${seq}`);
    await ada.until(
      "what can be done with it",
      "document.activeElement.querySelector('.actions') !== null",
    );
    await ada.hands.press("?");
    await ada.until("the help", "document.querySelector('dialog kbd') !== null");
    nothing(await ada.flaws(), "axe, with the help");
    await ada.hands.press("Escape");
    await ada.until("no dialog", "!document.querySelector('dialog')");
    await ada.hands.press("ArrowDown", "Alt");
    await ada.until("the next room", "location.pathname !== '/'");
    await ada.hands.press("ArrowUp", "Alt");
    await ada.until("the lobby", "location.pathname === '/'");
  },
];

export const tutorial: Step = [
  "talk through the smallest client",
  async ({ ada, lin }) => {
    await ada.hands.answer("ada", () => ada.hands.go(`${ada.url}/tutorial.html`));
    await ada.until(
      "the box",
      "document.querySelector('#txt') !== null && document.readyState === 'complete'",
    );
    await ada.clicks("#txt");
    await ada.hands.type("by the smallest client");
    await ada.clicks("#btn");
    while ((await lin.message()).msg.txt !== "by the smallest client");
    await lin.say("read this in the tutorial", { name: "lin" });
    await ada.shows("lin: read this in the tutorial");
  },
];
