/** Steps of one person on two devices, in two engines: a name, words, marks, a direct room, a lost device, a new key, and the end. */
import { wordsIn } from "../../src/page/languages/languages";
import type { OwnRoom } from "../../src/protocol";
import type { Client } from "../support/client";
import { later } from "../../src/page/languages/later-ar";
import { type Person, seen } from "./person";
import { must, nothing, type Step, type Two } from "./scene";

type TwoStep = Step<Two>;

/** The texts of the second device, whose browser speaks Arabic. */
const { say } = (await wordsIn("ar")).with(later);
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
const isIn = (text: string) =>
  `${seen("[...document.querySelectorAll('dialog')].map((one) => one.innerText).join()")}.includes(${JSON.stringify(plain(text))})`;
const noDialog = "!document.querySelector('dialog')";
const dialogs = `[...document.querySelectorAll("dialog")]`;
/** Milliseconds in which what is done on one device is so on the other. */
const SOON = 4000;

/** Waits until `expression` is true on a device, and throws if that takes longer than two devices may differ. */
async function soon(who: Person, what: string, expression: string): Promise<void> {
  const begun = Date.now();
  await who.until(what, expression);
  const took = Date.now() - begun;
  must(took < SOON, `${what} took ${took} ms`);
}

const unreadOf = (room: string) =>
  `[...document.querySelectorAll(".side .rooms a")].find((one) => one.innerText.includes(${JSON.stringify(room)}))?.querySelector(".count [aria-hidden]")?.innerText.trim()`;

/** The next direct room that somebody is told of. */
async function directRoomOf(lin: Client): Promise<string> {
  for (;;) {
    const [{ kind, room }] = (await lin.next("room")) as [OwnRoom];
    if (kind === "direct") return room;
  }
}

async function settings(who: Person, way: string): Promise<void> {
  await who.clicks(".me button:last-child");
  await who.until("the settings", "document.querySelector('dialog select') !== null");
  await who.presses(way);
}

async function leaves(who: Person): Promise<void> {
  await who.hands.press("Escape");
  await who.until("no dialog", noDialog);
}

/** Presses the first button of a question, which is the one that does it. */
async function confirms(who: Person): Promise<void> {
  await who.until("the question", "document.querySelector('.question button') !== null");
  await who.clicks(".question button");
}

const claims: TwoStep = [
  "make a name one's own",
  async ({ ada, lin, picture }) => {
    await ada.goes(ada.url);
    await ada.comesIn("ada");
    await settings(ada, "This name is mine");
    await ada.until("the name owned", isIn("ada is your name"));
    nothing(await ada.flaws(), "axe, with a name of one's own");
    await picture("name");
    await leaves(ada);
    await ada.says("it is me");
    await ada.until("the mark", "document.querySelector('.line .owned .unseen') !== null");
    await lin.say("and this is lin", { name: "lin" });
    await ada.shows("and this is lin");
  },
];

const carries: TwoStep = [
  "carry it to a second device, of another engine, by words: a wrong one is named",
  async ({ ada, desk, picture }) => {
    await settings(ada, "Use another device");
    await ada.presses("Show the words");
    await ada.until("the words", "document.querySelectorAll('.words li').length === 18");
    nothing(await ada.flaws(), "axe, with the words");
    await picture("words");
    const words = await ada.hands.get<string[]>(
      "[...document.querySelectorAll('.words li')].map((one) => one.textContent)",
    );
    await leaves(ada);

    await desk.goes(desk.url);
    await desk.until("the question for a name", "document.activeElement?.id === 'name'");
    await desk.hands.type("ADA");
    await desk.hands.press("Enter");
    await desk.until("the name being somebody else's", isIn(say("error_name_taken")));
    nothing(await desk.flaws(), "axe, with a name that is somebody else's");
    await desk.presses(say("elsewhere"));
    await desk.until("the field", "document.activeElement?.name === 'words'");
    await desk.hands.type(words.with(6, "zzzz").join(" "));
    await desk.presses(say("wordsGo"));
    await desk.until("what is wrong", isIn("zzzz"));
    nothing(await desk.flaws(), "axe, with the wrong word, in Arabic");
    nothing(await desk.outside(), "outside of the window, with the wrong word");
    await desk.hands.get("document.querySelector('textarea[name=words]').select()");
    await desk.hands.type(words.map((word) => ` ${word.toUpperCase()} `).join(" "));
    await desk.presses(say("wordsGo"));
    await desk.until("the name", "document.querySelector('.me bdi')?.innerText === 'ada'");
    await desk.isOnline();
    await desk.until("no dialog", noDialog);
  },
];

const marks: TwoStep = [
  "read on one device: the other's counts go; set a mark back by keyboard: they come again, also after a reload",
  async ({ ada, desk, lin, picture }) => {
    await lin.ask("join", { room: "designers" });
    await ada.goes(`${ada.url}/r/designers`);
    await ada.isOnline();
    await soon(
      desk,
      "the room on the second device",
      `${unreadOf("designers")} === undefined && document.querySelectorAll('.side .rooms a').length === 2`,
    );
    await ada.presses("Lobby");
    for (const txt of ["one", "two", "three"])
      await lin.say(txt, { room: "designers", name: "lin" });
    for (const device of [ada, desk])
      await soon(device, "three unread", `/^[3٣]$/.test(${unreadOf("designers")})`);
    await ada.presses("designers");
    await ada.shows("three");
    await soon(desk, "none unread", `${unreadOf("designers")} === undefined`);
    await ada.hands.get("document.querySelector('[data-seq=\"2\"]').focus()");
    await ada.hands.press("u");
    await ada.until("two unread here", `${unreadOf("designers")} === "2"`);
    await soon(desk, "two unread", `/^[2٢]$/.test(${unreadOf("designers")})`);
    await picture("unread");
    await desk.goes(desk.url);
    await desk.isOnline();
    await soon(desk, "two unread after a reload", `/^[2٢]$/.test(${unreadOf("designers")})`);
  },
];

const levels: TwoStep = [
  "choose what to hear of: it is so on the other device",
  async ({ ada, desk }) => {
    await ada.presses("Room details");
    const select = "document.querySelector('dialog select')";
    await ada.until("the choice", `${select} !== null`);
    await ada.hands.get(
      `((one) => { one.value = "all"; one.dispatchEvent(new Event("change", { bubbles: true })); })(${select})`,
    );
    await leaves(ada);
    await desk.presses("designers");
    await desk.presses(say("room"));
    await soon(desk, "the level", `${select}?.value === "all"`);
    await leaves(desk);
  },
];

const writes: TwoStep = [
  "write to somebody directly, from their name: the room is under their name on both devices",
  async ({ ada, desk, lin, picture }) => {
    await lin.ask("allow", { direct: "everybody" });
    await lin.say("write to me", { room: "designers", name: "lin" });
    await ada.shows("write to me");
    await ada.clicks(".line:not(.mine) .who:not(.unseen) .whose");
    await ada.until("who it is", isIn("Message lin"));
    nothing(await ada.flaws(), "axe, with a person");
    await picture("person");
    await ada.presses("Message lin");
    await ada.until("the direct room", "document.querySelector('h1 .portrait') !== null");
    await ada.says("just between us");
    await soon(
      desk,
      "the direct room",
      `document.querySelector("ul.direct a")?.innerText.includes("lin")`,
    );
    const room = await directRoomOf(lin);
    await lin.ask("join", { room });
    await ada.presses("Lobby");
    await lin.say("yes?", { room, name: "lin" });
    for (const device of [ada, desk])
      await soon(device, "a call", `/^[1١]$/.test(${unreadOf("lin")})`);
    nothing(await desk.flaws(), "axe, with a direct room, in Arabic");
    await picture("direct");
    await desk.hands.resize(360, 700);
    await desk.clicks("header .menu");
    await desk.until("the rooms", "document.querySelector('dialog.drawer ul.direct') !== null");
    nothing(await desk.outside(), "outside of the phone, with the rooms");
    nothing(await desk.flaws(), "axe, with the rooms on a phone");
    await leaves(desk);
    await desk.hands.resize(1280, 800);
  },
];

const blocks: TwoStep = [
  "block them: the room is gone from both devices, and comes back",
  async ({ ada, desk }) => {
    await ada.presses("lin");
    await ada.presses("Room details");
    await ada.presses("Block lin");
    await confirms(ada);
    await ada.until("no direct room", `document.querySelector(".side ul.direct") === null`);
    await soon(desk, "no direct room", `document.querySelector(".side ul.direct") === null`);
    if (await ada.hands.get<boolean>(`!(${noDialog})`)) await leaves(ada);
    await settings(desk, say("privacy"));
    await desk.until("the list", `${dialogs}.at(-1).querySelector("ul.people button") !== null`);
    nothing(await desk.flaws(), "axe, with those who are blocked");
    await desk.clicks("dialog ul.people button");
    await soon(ada, "the direct room", `document.querySelector(".side ul.direct") !== null`);
    await leaves(desk);
  },
];

const finds: TwoStep = [
  "find people by typing: who owns their name",
  async ({ ada, picture }) => {
    await ada.presses("designers");
    await ada.clicks(".faces");
    // The dialog grows with its list, and its field moves.
    await ada.until("both people", "document.querySelectorAll('dialog .people li').length === 2");
    await ada.clicks("dialog input");
    await ada.hands.type("AD");
    await ada.until(
      "ada alone",
      "document.querySelectorAll('dialog .people li').length === 1 && document.querySelector('dialog .people .owned') !== null",
    );
    nothing(await ada.flaws(), "axe, with people found");
    await picture("people");
    await leaves(ada);
  },
];

const loses: TwoStep = [
  "lose a device: it is out within a second, and this one goes on",
  async ({ ada, desk, picture }) => {
    await settings(ada, "Use another device");
    await ada.presses("Sign out all other devices");
    await confirms(ada);
    await ada.until("the end of it", isIn("Only this device is signed in now"));
    nothing(await ada.flaws(), "axe, after the device was lost");
    await soon(desk, "being signed out", isIn(say("signedOutText")));
    nothing(await desk.flaws(), "axe, signed out, in Arabic");
    nothing(await desk.outside(), "outside of the window, signed out");
    must(
      !(await desk.hands.get<string>("JSON.stringify({ ...localStorage })")).includes(
        "just between us",
      ),
      "the lost device keeps what was said",
    );
    await picture("signed-out");
    await leaves(ada);
    await ada.goes(ada.url);
    await ada.isOnline();
    await ada.until("the rooms", "document.querySelectorAll('.side .rooms a').length === 3");
  },
];

const recovers: TwoStep = [
  "open a link that gives the person a new key: the other device is that person again, and the first one out",
  async ({ ada, desk, rekeyLink }) => {
    const from = await ada.hands.get<string>("localStorage['chuan.from']");
    // The page is there already, so that this leads to no other one.
    await desk.hands.go(await rekeyLink(from));
    await desk.until("the question", isIn(say("rekeyText")));
    must(
      !(await desk.hands.get<string>("location.href")).includes("rekey"),
      "the token is in the address",
    );
    nothing(await desk.flaws(), "axe, with a link for a new key");
    await desk.hands.get("void (window.isLeft = true)");
    await desk.presses(say("rekeyYes"));
    await desk.until(
      "another page",
      "!window.isLeft && document.querySelector('#status')?.dataset.is === 'online'",
    );
    await desk.until("the name", "document.querySelector('.me bdi')?.innerText === 'ada'");
    await desk.until("the rooms", "document.querySelectorAll('.side .rooms a').length === 3");
    await soon(ada, "being signed out", isIn("You have a new key on another device"));
  },
];

const erases: TwoStep = [
  "leave for good: asked twice, and the browser is nobody's",
  async ({ desk, picture }) => {
    await settings(desk, say("erase"));
    await desk.until("the choice", "document.querySelector('dialog [type=checkbox]') !== null");
    nothing(await desk.flaws(), "axe, before leaving for good");
    await picture("erase");
    await desk.hands.get("void (window.isLeft = true)");
    await desk.clicks(".forget");
    await confirms(desk);
    await desk.until(
      "the question for a name",
      "!window.isLeft && document.activeElement?.id === 'name'",
    );
    must(
      !(await desk.hands.get<string>("localStorage['chuan.rooms'] ?? ''")).includes("designers"),
      "the rooms are still there",
    );
  },
];

/** The walk of one person on two devices: `ada` on the first, `desk` on one of another engine, in Arabic. */
export const TWO: readonly TwoStep[] = [
  claims,
  carries,
  marks,
  levels,
  writes,
  blocks,
  finds,
  loses,
  recovers,
  erases,
];
