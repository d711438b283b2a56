/** Steps that keep order: a report, a mute that is read in four languages, and its end. */
import type { Language } from "../../src/page/languages/choose";
import { Client } from "../support/client";
import { accepts, heading, isIn, leavesDialog, noDialog } from "./dialogs";
import { makesLink } from "./members";
import {
  act,
  bare,
  clause,
  focuses,
  hindrance,
  isFree,
  isShut,
  line,
  reads,
  ROOM,
  tabsTo,
  WHO,
  wordsOf,
} from "./moderating";
import type { Person } from "./person";
import { ban, banFromServer, removal } from "./putting-out";
import { must, nothing, type Shared, type Step } from "./scene";

type SharedStep = Step<Shared>;

/** Arabic comes last: it is what noor goes on reading. */
const LANGUAGES: readonly Language[] = ["en", "zh-Hans", "zh-Hant", "ar"];

const report: SharedStep = [
  "report a message on a phone, by keyboard alone: it is counted, listed and decided, and who reported it reads so",
  async ({ ada, noor, picture }) => {
    await ada.presses("New room");
    await ada.until("the field", "document.activeElement?.matches('dialog input')");
    await ada.hands.type(ROOM);
    await ada.hands.press("Enter");
    await ada.until("the room", `${heading(ROOM)} && ${noDialog}`);
    await ada.presses("Room details");
    await ada.presses("Invite people");
    const invitation = (await makesLink(ada)).replace(/^.*=/, "");
    await leavesDialog(ada);
    const auth = { key: "the key of lin, who sells watches", name: "lin", invitation };
    await using lin = await Client.connect(ada.url, "websocket", auth);
    await lin.ask("join", { room: ROOM });
    await lin.say("buy my watches", { room: ROOM, name: "lin" });

    await noor.goes(`${noor.url}/r/${ROOM}`);
    await noor.isOnline();
    await noor.until("the message", `${line(1)} !== null`);
    await focuses(noor, 1);
    await noor.hands.press("Enter");
    await noor.until("what can be done", "document.querySelector('dialog .flag') !== null");
    await tabsTo(noor, reads("report"));
    await noor.until("the form", isIn(reads("reportText", { room: ROOM })));
    nothing(await noor.flaws(), "axe, with a report in Arabic");
    nothing(await noor.outside(), "outside of the phone, with a report");
    await noor.hands.type("spam");
    await noor.hands.press("Enter");
    await noor.until("the thanks", isIn(reads("reportSent")));
    await accepts(noor, reads("close"));

    const count = "document.querySelector('.side .new-room .count')?.innerText";
    await ada.until("the count", `${count} === "1"`);
    await ada.presses("Reports");
    await ada.until("the report", isIn("Reported by نور · Reason: spam"));
    await ada.until("its message", isIn("buy my watches"));
    nothing(await ada.flaws(), "axe, with the reports");
    await picture("reports");
    await ada.presses("Handled");
    await ada.until("no count", `${count} === undefined`);
    await noor.shows(reads("looked_acted", { room: ROOM }));
    await noor.presses(reads("close"));
    await leavesDialog(ada);
  },
];

const mute: SharedStep = [
  "mute somebody from their name, having read what they said: they read why in four languages, and keep their text",
  async ({ ada, noor, picture }) => {
    await noor.says("مرحبا");
    await ada.shows("مرحبا");
    await noor.hands.type("نص بدأته");
    await ada.clicks(`[data-seq="2"] .who .whose`);
    await ada.until("what noor said", "document.querySelectorAll('.said li').length === 1");
    nothing(await ada.flaws(), "axe, with somebody who is moderated");
    await picture("person");
    await ada.presses("Mute");
    await ada.until("what it will do", isIn(`نور can read but not write in ${ROOM} until`));
    await ada.until("who sees it", isIn("Everyone in the room sees what you did."));
    nothing(await ada.flaws(), "axe, with a mute");
    await picture("mute");
    await ada.clicks(".act-form input");
    await ada.hands.type("slow down");
    await ada.presses("Mute");
    await ada.until("the line of the mute", act("ada muted نور · until"));
    await leavesDialog(ada);

    await noor.until("the locked box", isShut);
    nothing(await noor.flaws(), "axe, when muted");
    nothing(await noor.outside(), "outside of the phone, when muted");
    await noor.hands.resize(1280, 800);
    for (const language of LANGUAGES) await readsOfMute(noor, language);
    await noor.hands.resize(390, 844);
    must(
      await noor.hands.get<boolean>("document.querySelector('#txt').value === 'نص بدأته'"),
      "what noor had typed is lost",
    );
  },
];

/** Chooses a language, in which the line of the mute and the reason of the locked box have to be. */
async function readsOfMute(noor: Person, language: Language): Promise<void> {
  const { say } = await wordsOf(language);
  await noor.chooses(language);
  const done = clause(say("act_mute", WHO));
  await noor.until(`the line of the mute in ${language}`, act(done));
  const reason = bare(say("because", { reason: "slow down" }));
  for (const text of [clause(say("error_muted")), reason])
    await noor.until(`the hindrance in ${language}`, hindrance(text));
}

const pardon: SharedStep = [
  "lift the mute by keyboard alone: what was kept is sent",
  async ({ ada, noor }) => {
    await focuses(ada, 2);
    await ada.hands.press("m");
    await ada.until("what can be done", isIn("Lift restrictions"));
    await tabsTo(ada, "Lift restrictions");
    await ada.until("what it will do", isIn(`نور can come back to ${ROOM} and write there again.`));
    await tabsTo(ada, "Lift restrictions");
    await ada.until("that it is done", isIn("Done"));
    await leavesDialog(ada);
    await noor.until("the free box", isFree);
    await noor.until("the line of the pardon", act(reads("act_pardon", WHO)));
    await noor.clicks("#txt");
    await noor.hands.press("Enter");
    await ada.shows("نص بدأته");
  },
];

/** The walk of the same two people, of whom one keeps order. */
export const ORDER: readonly SharedStep[] = [report, mute, pardon, removal, ban, banFromServer];
