/** The steps of the walk in which messages are changed. */
import type { Step } from "./scene";

const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
const says = (seq: number, text: string) =>
  `${line(seq)}?.querySelector(".txt, .gone")?.textContent === ${JSON.stringify(text)} && !${line(seq)}.matches(".pending")`;
const noDialog = "!document.querySelector('dialog')";

export const changes: Step = [
  "take it back, correct it, answer it, react to it",
  async ({ ada, lin, picture }) => {
    const room = "corrections";
    await ada.goes(`${ada.url}/r/${room}`);
    await ada.isOnline();
    await lin.ask("join", { room });
    await ada.says("helo");
    await ada.hasSent(1);
    await ada.hasControls();
    await ada.hands.press("ArrowUp");
    await ada.until("its text", "document.querySelector('#txt').value === 'helo'");
    await ada.hands.type(", lin");
    await ada.hands.press("Enter");
    await ada.until("the edited text", says(1, "helo, lin"));

    await lin.say("who, me?", { room, name: "林", re: 1 });
    await ada.until(
      "the answer",
      `${line(2)}?.querySelector(".answered .quote")?.textContent === "helo, lin"`,
    );
    await ada.hands.press("Tab", "Shift");
    await ada.until(
      "what it answers in focus",
      `document.activeElement.closest("[data-seq]") === ${line(2)}`,
    );
    await ada.hands.press("ArrowUp");
    await ada.until("the message in focus", `document.activeElement === ${line(1)}`);
    await ada.hands.press("ArrowDown");
    await ada.until("the answer in focus", `document.activeElement === ${line(2)}`);
    await ada.hands.press("Enter");
    await ada.until("the emoji", "document.activeElement.textContent === '👍'");
    await picture("actions");
    await ada.hands.press("Enter");
    await ada.until(
      "the reaction",
      `${line(2)}.querySelector("[data-emoji='👍'][aria-pressed=true]") !== null && ${noDialog}`,
    );

    await ada.hands.press("ArrowUp");
    await ada.until("the first one in focus", `document.activeElement === ${line(1)}`);
    await ada.hands.press("Backspace");
    await ada.until("the question", "document.activeElement.textContent === 'Delete'");
    await ada.hands.press("Enter");
    await ada.until("the quiet line", says(1, "Message deleted"));
    await ada.until(
      "the answer says so",
      `${line(2)}.querySelector(".answered .quote").textContent === "Message deleted"`,
    );
    const log = await lin.log(room);
    if (log[0]?.txt !== "" || log[1]?.reactions?.[0]?.emoji !== "👍")
      throw new Error(`the server has ${JSON.stringify(log)}`);
    await picture("changed");
  },
];
