/** Steps on a server by invitation: its door, a closed room, a second person on a phone, ranks, settings, and the ends. */
import { wordsIn } from "../../src/page/languages/languages";
import { later } from "../../src/page/languages/later-ar";
import { accepts, confirms, heading, isIn, leavesDialog, noDialog } from "./dialogs";
import { chooses, photo } from "./files";
import type { Person } from "./person";
import { faces } from "./pictures";
import { must, nothing, type Shared, type Step } from "./scene";

type SharedStep = Step<Shared>;

/** The page's texts, as noor reads them. */
const { say } = (await wordsIn("ar")).with(later);
const isClosed = "document.querySelector('h1 svg') !== null";

/** Makes an invitation in the dialog that is open, and returns its link. */
export async function makesLink(ada: Person): Promise<string> {
  // The dialog grows with its list, and its button moves.
  await ada.until("the list", "document.querySelector('.invitations') !== null");
  await ada.presses("Create invitation link");
  await ada.until("the QR code", "document.querySelector('.qr path') !== null");
  return ada.hands.get<string>("document.querySelector('.link input').value");
}

const door: SharedStep = [
  "stand at the door, paste a link, and own the server, by keyboard alone",
  async ({ ada, ownersLink, picture }) => {
    await ada.goes(ada.url);
    await ada.until("the field", "document.activeElement?.name === 'invitation'");
    nothing(await ada.flaws(), "axe, at the door");
    await ada.hands.type("Come: ");
    await ada.hands.press("Enter");
    await ada.shows("This isn't an invitation link");
    await ada.hands.type(ownersLink);
    await ada.hands.press("Enter");
    await ada.until("what the invitation says", isIn("Owner"));
    nothing(await ada.flaws(), "axe, with the invitation");
    await picture("invitation");
    await accepts(ada, "Join");
    await ada.comesIn("ada");
  },
];

const names: SharedStep = [
  "say what the server is called",
  async ({ ada }) => {
    await ada.presses("Server settings");
    await ada.until("the field", "document.activeElement?.matches('dialog input')");
    await ada.hands.type("Reading circle");
    await ada.hands.press("Tab");
    await ada.hands.type("Books, one a month");
    await ada.hands.press("Enter");
    await ada.until("no dialog", noDialog);
    await ada.until(
      "the server's name",
      "document.querySelector('.brand').innerText.includes('Reading circle\\nBooks, one a month')",
    );
  },
];

const shows = (picture: string) => `((one) => one?.complete && one.naturalWidth > 0)(${picture})`;
const PICTURE = "document.querySelector('[data-seq] .files img')";

async function sends(who: Person, picture: string): Promise<void> {
  await chooses(who, picture);
  await who.until("the picture in the box", "document.querySelector('.staged img') !== null");
  await who.until("the button", "!document.querySelector('#btn').disabled");
  await who.clicks("#btn");
}

const guarded: SharedStep = [
  "send a picture to the lobby: it is shown as soon as there is a cookie",
  async ({ ada }) => {
    await sends(ada, photo("hello.jpg", 300));
    await ada.until("the picture", shows(PICTURE));
    must(
      (await ada.hands.get<number>(
        `fetch(${PICTURE}.src, { credentials: "omit", cache: "no-store" }).then(({ status }) => status)`,
      )) === 404,
      "the picture is there for everybody",
    );
  },
];

const pictured: SharedStep = [
  "send a picture to the private room: who is in it sees it, by the cookie",
  async ({ ada, noor }) => {
    await sends(ada, photo("plan.jpg", 120));
    for (const who of [ada, noor]) await who.until("the picture", shows(PICTURE));
    nothing(await noor.outside(), "outside of the phone, with a picture");
  },
];

const founds: SharedStep = [
  "found a private room by keyboard",
  async ({ ada, picture }) => {
    await ada.presses("New room");
    await ada.until("the field", "document.activeElement?.matches('dialog input')");
    await ada.hands.type("Launch plans");
    await ada.hands.press("Tab");
    await ada.until("the first choice", "document.activeElement?.type === 'radio'");
    await ada.hands.press("ArrowDown");
    await ada.until("the second choice", "document.querySelectorAll('[type=radio]')[1].checked");
    nothing(await ada.flaws(), "axe, with a new room");
    await ada.hands.press("Enter");
    await ada.until("the dialog that invites", isIn("Invite people to Launch plans"));
    await ada.until("the room", `${heading("Launch plans")} && ${isClosed}`);
    await picture("private-room");
  },
];

const invites: SharedStep = [
  "invite a second person, who comes on a phone, in Arabic",
  async ({ ada, noor, picture }) => {
    await noor.hands.resize(390, 844);
    await noor.goes(noor.url);
    await noor.shows(say("door"));
    const link = await makesLink(ada);
    nothing(await ada.flaws(), "axe, with a link");
    await picture("link");
    await noor.goes(link);
    await noor.until("what the invitation says", isIn("Reading circle"));
    must(
      !(await noor.hands.get<string>("location.href")).includes("invitation"),
      "the token is in the address",
    );
    nothing(await noor.outside(), "outside of the phone, with the invitation");
    nothing(await noor.flaws(), "axe, with the invitation in Arabic");
    await accepts(noor, say("nameButton"));
    await noor.comesIn("نور");
    await noor.until("the room", `${heading("Launch plans")} && ${isClosed}`);
    await noor.says("مرحبا");
    await ada.until("the invitation used up", isIn("No active invitations"));
    await leavesDialog(ada);
    await ada.shows("مرحبا");
    await ada.says("hello");
    await noor.shows("hello");
    nothing(await noor.outside(), "outside of the phone, in the room");
  },
];

const settles: SharedStep = [
  "lock the room and give it another title: the other person sees both at once",
  async ({ ada, noor }) => {
    await ada.presses("Room details");
    await ada.presses("Room settings");
    await ada.until("the settings", "document.querySelector('dialog [type=checkbox]') !== null");
    nothing(await ada.flaws(), "axe, with the room's settings");
    await ada.clicks("dialog [type=checkbox]");
    await ada.clicks("dialog form input");
    await ada.hands.press("End");
    await ada.hands.type(" 2027");
    await ada.hands.press("Enter");
    await ada.until("no dialog", noDialog);
    await noor.until("the title", heading("Launch plans 2027"));
    await noor.until("the locked box", "document.querySelector('#txt').readOnly");
  },
];

const ranks: SharedStep = [
  "make the second person a moderator, who can write at once",
  async ({ ada, noor, picture }) => {
    await ada.presses("Room details");
    await ada.presses("Members");
    const rank = "document.querySelector(\"dialog select[aria-label*='نور']\")";
    await ada.until("the other person's role", `${rank} !== null`);
    nothing(await ada.flaws(), "axe, with the members");
    await picture("members");
    await ada.hands.get(
      `((one) => { one.value = "moderator"; one.dispatchEvent(new Event("change", { bubbles: true })); })(${rank})`,
    );
    await ada.until("the role", `${rank}.value === "moderator" && !${rank}.disabled`);
    await noor.until("the open box", "!document.querySelector('#txt').readOnly");
    await noor.says("شكرا");
    await ada.shows("شكرا");
    await leavesDialog(ada);
  },
];

const leaves: SharedStep = [
  "leave the room: the second person does, the only owner cannot",
  async ({ ada, noor }) => {
    const address = await noor.until<string>("the picture", `${PICTURE}?.src`);
    await noor.presses(say("room"));
    await noor.presses(say("leave"));
    await confirms(noor, say("cancel"), say("leave"));
    await noor.until("the lobby", heading(say("lobby")));
    for (const from of ["no-store", "force-cache"])
      await noor.until(
        `no picture, with ${from}`,
        `fetch("${address}", { cache: "${from}" }).then(({ status }) => status === 404)`,
      );
    await ada.until("ada alone", "document.querySelectorAll('.faces .portrait').length === 1");
    await ada.presses("Room details");
    await ada.presses("Leave room");
    await confirms(ada, "Cancel", "Leave room");
    await ada.shows("You're the only owner");
    nothing(await ada.flaws(), "axe, with what the only owner is told");
    await leavesDialog(ada);
  },
];

const dissolves: SharedStep = [
  "let the second person come back, and delete the room for everyone",
  async ({ ada, noor }) => {
    await ada.presses("Room details");
    await ada.presses("Invite people");
    const link = await makesLink(ada);
    await leavesDialog(ada);
    await noor.goes(link);
    await accepts(noor, say("nameButton"));
    await noor.until("the room", heading("Launch plans 2027"));
    await noor.shows("hello");
    await ada.presses("Room details");
    await ada.presses("Delete room");
    await confirms(ada, "Cancel", "Delete for everyone");
    await ada.until("the lobby", heading("Lobby"));
    await noor.until("the lobby", heading(say("lobby")));
    await noor.shows(say("over", { room: "Launch plans 2027" }).replace(/[\u2066-\u2069]/g, ""));
    must(
      !(await ada.hands.get<string>("document.querySelector('.rooms').innerText")).includes(
        "Launch",
      ),
      "the deleted room is on the list",
    );
  },
];

/** The walk of two people on a server by invitation: `ada` has its owner's link, `noor` is on a phone. */
export const SHARED: readonly SharedStep[] = [
  door,
  names,
  guarded,
  founds,
  invites,
  pictured,
  settles,
  ranks,
  faces,
  leaves,
  dissolves,
];
