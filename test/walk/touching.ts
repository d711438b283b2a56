/** The step of the walk that is done with a finger. */
import { must, type Step } from "./scene";

/** Milliseconds that a finger rests in a tap, and in a long press. */
const TAP = 20;
const LONG_PRESS = 700;

const FIRST = "[data-seq='1']";
const WORDS = `${FIRST} .txt p`;
const REACTION = `${FIRST} [data-emoji='👍']`;
const noDialog = "!document.querySelector('dialog')";
const has = (selector: string) => `document.querySelector(${JSON.stringify(selector)}) !== null`;
const twoFrames =
  "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))";

export const touches: Step = [
  "touch it: a long press opens a message's actions, and a double tap gives the first reaction",
  async ({ ada, lin, picture }) => {
    const room = "touched";
    await ada.hands.resize(390, 844);
    await ada.goes(`${ada.url}/r/${room}`);
    await ada.isOnline();
    await lin.ask("join", { room });
    await lin.say("under a finger", { room, name: "林" });
    await ada.until("the message", has(FIRST));
    await ada.hasControls();

    await ada.touches(WORDS, TAP, TAP);
    await ada.until("the reaction", has(`${REACTION}[aria-pressed=true]`));
    must(await ada.hands.get(noDialog), "a double tap opens nothing");

    await ada.touches(WORDS, LONG_PRESS);
    await ada.until("its actions", has("dialog .ways"));
    await ada.hands.get(twoFrames);
    must(await ada.hands.get(has("dialog .ways")), "the end of a long press presses nothing");
    await picture("touched");
    await ada.touches("dialog .ways .reply", TAP);
    await ada.until("an answer", `${has(".purpose")} && ${noDialog}`);
    await ada.touches(".purpose > button", TAP);
    await ada.until("no answer", `!(${has(".purpose")})`);

    await ada.touches(REACTION, LONG_PRESS);
    await ada.until("who reacted", has("dialog .people"));
    must(
      await ada.hands.get(has(`${REACTION}[aria-pressed=true]`)),
      "a long press takes nothing back",
    );
    await ada.hands.press("Escape");
    await ada.until("no dialog", noDialog);
    const [message] = await lin.log(room);
    must(message?.reactions?.[0]?.emoji === "👍", `the server has ${JSON.stringify(message)}`);
    await ada.hands.resize(1280, 800);
  },
];
