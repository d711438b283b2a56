/** Steps of one person on two devices: what is done on one is soon so on the other. */
import type { OwnRoom } from "../../src/protocol";
import type { Client } from "../support/client";
import { nothing } from "./scene";
import {
  confirms,
  dialogs,
  isIn,
  leaves,
  noDialog,
  say,
  settings,
  soon,
  type TwoStep,
  unreadOf,
} from "./two-devices";

/** The next direct room that somebody is told of. */
async function directRoomOf(lin: Client): Promise<string> {
  for (;;) {
    const [{ kind, room }] = (await lin.next("room")) as [OwnRoom];
    if (kind === "direct") return room;
  }
}

export const marks: TwoStep = [
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

export const levels: TwoStep = [
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

export const writes: TwoStep = [
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

export const blocks: TwoStep = [
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

export const finds: TwoStep = [
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
