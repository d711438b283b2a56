/** A person at the page, in whichever engine: does what a person does, and says what did not happen. */
import axe from "axe-core";
import type { Hands } from "./engine";

const DEADLINE = 10_000;
/** Milliseconds from one look at the page to the next. */
const PAUSE = 25;

/** A text as one sees it: without the marks that keep a name's direction to the name. */
export const seen = (text: string) => `${text}.replace(/[\\u2066-\\u2069]/g, "")`;

export class Person {
  constructor(
    readonly hands: Hands,
    readonly url: string,
  ) {}

  /** Opens an address, and waits until the page that was there is left. */
  async goes(url: string): Promise<void> {
    await this.hands.get("void (window.isLeft = true)");
    await this.hands.go(url);
    await this.until("the next page", "!window.isLeft && document.readyState !== 'loading'");
  }

  /** Waits until `expression` is true in the page, and returns what it is. */
  async until<T>(what: string, expression: string): Promise<T> {
    const end = Date.now() + DEADLINE;
    for (;;) {
      // A page that is left meanwhile gives no answer.
      const value = await this.hands.get<T>(expression).catch((error: unknown) => {
        if (Date.now() > end) throw error;
      });
      if (value) return value;
      if (Date.now() > end)
        throw new Error(`${what} did not happen; there is: ${await this.shown()}`);
      await Bun.sleep(PAUSE);
    }
  }

  shown(): Promise<string> {
    return this.hands.get<string>("document.body?.innerText");
  }

  async shows(text: string): Promise<void> {
    await this.until(
      `the page showing ${text}`,
      `${seen("document.body.innerText")}.includes(${JSON.stringify(text)})`,
    );
  }

  async comesIn(name: string): Promise<void> {
    await this.until("the question for a name", "document.activeElement?.id === 'name'");
    await this.hands.type(name);
    await this.hands.press("Enter");
    await this.isOnline();
  }

  async isOnline(): Promise<void> {
    await this.until("being online", "document.querySelector('#status')?.dataset.is === 'online'");
  }

  /** Waits until the page listens to keys and fingers: that code is fetched after the page is drawn. */
  async hasControls(): Promise<void> {
    await this.until("the page's controls", "document.querySelector('.log.pressable') !== null");
  }

  /** Clicks the middle of what a selector finds. */
  async clicks(selector: string): Promise<void> {
    await this.#clickOn(selector, `document.querySelector(${JSON.stringify(selector)})`);
  }

  /** Clicks the button or link that has this name. */
  async presses(name: string): Promise<void> {
    await this.#clickOn(
      name,
      `[...document.querySelectorAll("button, a")].findLast((one) => one.checkVisibility() &&
        ${seen('(one.getAttribute("aria-label") ?? one.innerText)')}.includes(${JSON.stringify(name)}))`,
    );
  }

  /** Touches the middle of what a selector finds with a finger, once for each of these durations. */
  async touches(selector: string, ...durations: number[]): Promise<void> {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    await this.hands.touch(...(await this.#middleOf(selector, found)), ...durations);
  }

  async #clickOn(what: string, found: string): Promise<void> {
    await this.hands.click(...(await this.#middleOf(what, found)));
  }

  /** Nobody clicks what still moves, because something comes above it. */
  async #middleOf(what: string, found: string): Promise<[x: number, y: number]> {
    return await this.until<[number, number]>(
      `${what} to be there`,
      `(async (find) => {
        const middle = () => {
          const box = find()?.getBoundingClientRect();
          return box && box.width > 0 && [box.x + box.width / 2, box.y + box.height / 2];
        };
        const before = middle();
        await new Promise((resolve) => setTimeout(resolve, ${PAUSE}));
        const after = before && middle();
        return after && String(after) === String(before) && after;
      })(() => ${found})`,
    );
  }

  async says(text: string): Promise<void> {
    await this.clicks("#txt");
    await this.hands.type(text);
    await this.hands.press("Enter");
  }

  /** Waits until so many messages are acknowledged, and none is on its way. */
  async hasSent(count: number): Promise<void> {
    await this.until(
      `${count} messages and none waiting`,
      `document.querySelectorAll(".line[data-seq]").length === ${count} && !document.querySelector(".unsent")`,
    );
  }

  /** Opens the settings, chooses, and closes them, as a list without a mouse is used. */
  async chooses(value: string): Promise<void> {
    await this.clicks(".me button:last-child");
    const select = `[...document.querySelectorAll("dialog select")].find((one) => [...one.options].some((o) => o.value === "${value}"))`;
    await this.until("the settings", `${select} !== undefined`);
    await this.hands.get(
      `((one) => { one.value = "${value}"; one.dispatchEvent(new Event("change", { bubbles: true })); })(${select})`,
    );
    await this.hands.press("Escape");
    await this.until("no dialog", "!document.querySelector('dialog')");
  }

  /** What axe finds wrong. */
  async flaws(): Promise<string[]> {
    if (await this.hands.get<boolean>("!window.axe"))
      await this.hands.get(`(() => { ${axe.source} })()`);
    return this.hands.get(`axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 200) + " " + node.failureSummary)))`);
  }

  /** What sticks out of the window. */
  outside(): Promise<string[]> {
    return this.hands.get(`[...document.querySelectorAll("body *")]
      .filter((one) => one.checkVisibility() && !one.closest(".unseen, .log pre"))
      .filter((one) => { const { left, right, width } = one.getBoundingClientRect(); return width > 0 && (left < -1 || right > innerWidth + 1); })
      .map((one) => one.outerHTML.slice(0, 120))`);
  }
}
