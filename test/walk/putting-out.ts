/** Steps that keep order: a removal, a lock, a sweep, a ban from a room, and one from the server. */
import { accepts, heading, isIn, leavesDialog, noDialog } from "./dialogs";
import {
  act,
  clause,
  focuses,
  hindrance,
  isAsked,
  isFree,
  isShut,
  reads,
  ROOM,
  tabsTo,
  WHO,
} from "./moderating";
import type { Person } from "./person";
import { must, nothing, type Shared, type Step } from "./scene";

type SharedStep = Step<Shared>;

export const removal: SharedStep = [
  "remove a message and lock the room: the others read both",
  async ({ ada, noor }) => {
    await focuses(ada, 5);
    await ada.hands.press("Backspace");
    await ada.until("the question", isIn("Delete this message for everyone?"));
    await accepts(ada, "Delete");
    await ada.until("the line of the removal", act("ada deleted a message from نور."));
    await noor.until("the line of the removal", act(reads("act_remove", WHO)));
    await noor.shows(reads("goneBy", { name: "ada" }));
    await locks(ada, "Lock room");
    await noor.until("the reason of the locked box", hindrance(reads("error_locked")));
    await noor.until("the line of the lock", act(reads("act_lock", { by: "ada" })));
    must(await ada.hands.get<boolean>(isFree), "the lock keeps its maker from writing");
    await locks(ada, "Unlock room");
    await noor.until("the free box", isFree);
  },
];

async function locks(ada: Person, what: string): Promise<void> {
  await ada.presses("Room details");
  await ada.presses(what);
  await ada.until("the question", "document.querySelector('.question .main') !== null");
  await ada.clicks(".question .main");
  await ada.until("the answer", `!document.querySelector(".question")`);
  await leavesDialog(ada);
}

export const ban: SharedStep = [
  "sweep what somebody said and ban them, by keyboard alone; they read it on the phone, and the log lifts it",
  async ({ ada, noor, picture }) => {
    await focuses(ada, 2);
    await ada.hands.press("m");
    await ada.until("what can be done", isIn("Delete messages"));
    await tabsTo(ada, "Delete messages");
    await ada.until("what it will do", isAsked);
    await tabsTo(ada, "Delete messages");
    await ada.until("the line of the sweep", act("ada deleted 1 message from نور."));
    await ada.until("that it is done", isIn("Done"));
    await tabsTo(ada, "Ban");
    await ada.until("what it will do", isAsked);
    await tabsTo(ada, "Ban");
    await ada.until("the line of the ban", act("ada banned نور · until"));
    await leavesDialog(ada);

    await noor.until("the lobby", heading(reads("lobby")));
    await noor.shows(clause(reads("out_ban", { room: ROOM })));
    await noor.goes(`${noor.url}/r/${ROOM}`);
    await noor.until("the reason of the locked box", hindrance(clause(reads("error_banned"))));
    must(await noor.hands.get<boolean>(isShut), "somebody banned can write");
    nothing(await noor.flaws(), "axe, when banned from the room");
    nothing(await noor.outside(), "outside of the phone, when banned");

    await ada.presses("Room details");
    await ada.presses("Moderation log");
    await ada.until("the log", "document.querySelectorAll('dialog .acts li').length >= 7");
    nothing(await ada.flaws(), "axe, with the moderation log");
    await picture("log");
    await ada.presses("Lift restrictions");
    await ada.until("nothing to lift", "document.querySelector('dialog .acts button') === null");
    await leavesDialog(ada);
    await noor.goes(`${noor.url}/r/${ROOM}`);
    await noor.until("the free box", isFree);
  },
];

export const banFromServer: SharedStep = [
  "ban somebody from the server: their page is quiet until it is asked to try again",
  async ({ ada, noor, picture }) => {
    const isBanned = "document.querySelector('#status').dataset.is === 'banned'";
    await moderates(ada, "Ban");
    await ada.until("what it will do", isAsked);
    await ada.until("who sees it", isIn("Only the server's moderators see what you did."));
    await ada.until("the address", "document.querySelector('.act-form [type=checkbox]') !== null");
    nothing(await ada.flaws(), "axe, with a ban from the server");
    await picture("ban");
    await ada.clicks(".act-form .main");
    await ada.until("that it is done", isIn("Done"));
    await leavesDialog(ada);

    await noor.until("what the ban says", `${isBanned} && ${isIn(clause(reads("error_banned")))}`);
    nothing(await noor.flaws(), "axe, when banned from the server");
    nothing(await noor.outside(), "outside of the phone, when banned from the server");
    await moderates(ada, "Lift restrictions");
    await ada.until("what it will do", isAsked);
    await ada.clicks(".act-form .main");
    await ada.until("that it is done", isIn("Done"));
    await leavesDialog(ada);
    // It would come in, if it tried.
    await noor.hands.get("void [new Event('online'), new Event('focus')].forEach(dispatchEvent)");
    await Bun.sleep(QUIET);
    must(await noor.hands.get<boolean>(isBanned), "the page of somebody banned tried by itself");
    await noor.presses(reads("retry"));
    await noor.isOnline();
    await noor.until("no dialog", noDialog);
  },
];

/** Milliseconds in which a page that has lost its connection would have come back. */
const QUIET = 800;

/** Opens what can be done to noor from the list of the server's people, and chooses one. */
async function moderates(ada: Person, what: string): Promise<void> {
  await ada.presses("Server settings");
  await ada.presses("Moderate نور");
  await ada.presses(what);
}
