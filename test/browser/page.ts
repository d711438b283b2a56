/** A page in a real Chromium, used as a person uses it. */
import { chrome } from "./chrome";
import { AS_NEW, type Entry, isTheBrowsersOwn, FULL_SPEED, WITHOUT_WORKER } from "./new-page";
import type { PageOptions } from "./page-options";
import { placeOf, visible } from "./pressed";
import { watching } from "./watching";

/** Milliseconds: not how fast the page is, but how long a machine may have no time for it. */
const DEADLINE = 20_000;

type Place = [x: number, y: number];

export class Page {
  readonly view: Bun.WebView;
  /** What the page reported as forbidden by its policy, and what it threw. */
  readonly complaints: string[] = [];

  #isTouched = false;
  /** The scripts that run before the document's own. */
  readonly #scripts = new Set<string>();

  private constructor(view: Bun.WebView) {
    this.view = view;
  }

  /** Opens a page. `127.0.0.1` and `localhost` are two browsers as far as storage goes: two people. */
  static async open(url: string, options: PageOptions = {}): Promise<Page> {
    const { width = 1280, height = 800 } = options;
    const view = new Bun.WebView({
      backend: await chrome(),
      width,
      height,
      console: (type, ...args: unknown[]) => {
        if (type === "error") page.complaints.push(args.map(String).join(" "));
      },
    });
    const page = new Page(view);
    await view.navigate("about:blank");
    for (const domain of ["Page", "Log"]) await view.cdp(`${domain}.enable`);
    view.addEventListener("Log.entryAdded", (event) => {
      const { entry } = (event as MessageEvent<{ entry: Entry }>).data;
      if (entry.level === "error" && !isTheBrowsersOwn(entry)) page.complaints.push(entry.text);
    });
    await page.#show(url, options);
    return page;
  }

  /** Opens an address in a page that shows `about:blank`, as in a browser that was never there, with nothing of what was set before. */
  async reopen(url: string, options: PageOptions = {}): Promise<void> {
    const { origin } = new URL(url);
    for (const identifier of this.#scripts) await this.#forget(identifier);
    for (const [command, parameters] of AS_NEW) await this.view.cdp(command, parameters);
    await this.view.cdp("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    this.complaints.length = 0;
    await this.#show(url, options);
  }

  async #show(url: string, options: PageOptions): Promise<void> {
    const { width = 1280, height = 800, languages = "en", dark = false, touched = false } = options;
    const { worker = false, stored } = options;
    await this.holds(touched);
    // A Chromium that has windows takes the height of their frame from what it was asked for.
    await this.resize(width, height);
    await this.prefersLanguages(languages);
    await this.view.cdp("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
    });
    if (!worker) await this.runsFirst(WITHOUT_WORKER);
    if (!stored) return this.view.navigate(url);
    const isStored = await this.runsFirst(
      `Object.entries(${JSON.stringify(stored)}).forEach(([name, value]) => localStorage.setItem(name, value))`,
    );
    await this.view.navigate(url);
    await this.#forget(isStored);
  }

  async #forget(identifier: string): Promise<void> {
    await this.view.cdp("Page.removeScriptToEvaluateOnNewDocument", { identifier });
    this.#scripts.delete(identifier);
  }

  /** Runs a script in each document from the next one on, before the document's own. Returns the script's identifier. */
  async runsFirst(source: string): Promise<string> {
    const { identifier } = await this.view.cdp<{ identifier: string }>(
      "Page.addScriptToEvaluateOnNewDocument",
      { source },
    );
    this.#scripts.add(identifier);
    return identifier;
  }

  /** Gives the page so many pixels. */
  async resize(width: number, height: number): Promise<void> {
    await this.view.cdp("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: this.#isTouched,
    });
    if (this.#isTouched)
      await this.view.cdp("Emulation.setTouchEmulationEnabled", { enabled: true });
  }

  /** Makes it a phone with a touch screen, or a desk with a mouse, from the next `resize` on. */
  async holds(touched: boolean): Promise<void> {
    if (this.#isTouched && !touched)
      await this.view.cdp("Emulation.setTouchEmulationEnabled", { enabled: false });
    this.#isTouched = touched;
  }

  /** Has the person choose a language, if the page is not in it. */
  async speaks(language: string): Promise<void> {
    if ((await this.get<string>("document.documentElement.lang")) === language) return;
    await this.get(`localStorage.setItem("chuan.language", ${JSON.stringify(language)})`);
    await this.view.reload();
    await this.until(language, `document.documentElement.lang === ${JSON.stringify(language)}`);
  }

  /** Gives the browser these languages, the first one preferred: a page sees them once it is loaded anew. */
  async prefersLanguages(languages: string): Promise<void> {
    const userAgent = await this.get<string>("navigator.userAgent");
    await this.view.cdp("Emulation.setUserAgentOverride", {
      userAgent,
      acceptLanguage: languages,
    });
  }

  /** Answers the next `prompt`, as a person would. */
  answerPrompt(text: string): void {
    this.view.addEventListener(
      "Page.javascriptDialogOpening",
      () => void this.view.cdp("Page.handleJavaScriptDialog", { accept: true, promptText: text }),
      { once: true },
    );
  }

  /** Waits until `expression` is true in the page, whichever page that is by then, and returns what it is. */
  async until<T>(what: string, expression: string): Promise<T> {
    const end = Date.now() + DEADLINE;
    for (;;) {
      try {
        return await this.view.evaluate<T>(watching(expression, end));
      } catch (error) {
        // A page that is left takes its watching with it; then the next one is watched.
        if (Date.now() < end) continue;
        const shown = await this.get<string>("document.body?.innerText");
        throw new Error(`${what} did not happen within ${DEADLINE} ms; the page shows: ${shown}`, {
          cause: error,
        });
      }
    }
  }

  /** Waits until the page shows a text. */
  async shows(text: string): Promise<void> {
    await this.until(
      `the page showing ${text}`,
      `${visible("document.body.innerText")}.includes(${JSON.stringify(text)})`,
    );
  }

  /** Comes in under a name. */
  async introduce(name: string): Promise<void> {
    await this.until("the question for a name", "document.activeElement?.id === 'name'");
    await this.view.type(name);
    await this.view.press("Enter");
    await this.online();
  }

  async online(): Promise<void> {
    await this.until("being online", "document.querySelector('#status')?.dataset.is === 'online'");
  }

  /** Types a message into the box and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.view.click("#txt");
    await this.view.type(text);
    await this.view.press("Enter");
  }

  /** Clicks the visible button or link that has this name. */
  async press(name: string): Promise<void> {
    // Where it is on the page is where a person would click, once it stands still.
    const [x, y] = await this.until<Place>(`${name} to press`, placeOf(name));
    await this.view.click(x, y);
  }

  /**
   * Puts a finger on the middle of what an expression finds, and lifts it at once, or when `until` has resolved. The
   * browser is told that this was at the time `at`, in milliseconds. Returns where.
   */
  async touch(
    target: string | Place,
    until?: () => Promise<unknown>,
    at = Date.now(),
  ): Promise<Place> {
    const find = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(${String(target)}.getBoundingClientRect())`;
    const place =
      typeof target === "string" ? await this.until<Place>(`${target} to touch`, find) : target;
    const [x, y] = place;
    const put = (type: string, touchPoints: object[], timestamp: number) =>
      this.view.cdp("Input.dispatchTouchEvent", { type, touchPoints, timestamp });
    await put("touchStart", [{ x, y }], at / 1000);
    await until?.();
    await put("touchEnd", [], until ? Date.now() / 1000 : at / 1000 + 0.05);
    return place;
  }

  /** The value of an expression in the page. */
  async get<T>(expression: string): Promise<T> {
    try {
      return await this.view.evaluate<T>(expression);
    } catch (error) {
      // The browser's own errors say neither of what nor where.
      throw new Error(`the page did not answer: ${expression}`, { cause: error });
    }
  }

  /** Looks at another window, or back at this one: a browser without windows cannot show it by itself. */
  async look(isHere: boolean): Promise<void> {
    await this.get(`(() => {
      document.hasFocus = () => ${isHere};
      dispatchEvent(new Event("${isHere ? "focus" : "blur"}"));
    })()`);
  }

  /** Gives Chromium a command of its domain `Network`, which is on from the first command: a page loads a tenth slower with it. */
  async network(command: string, parameters: Record<string, unknown>): Promise<void> {
    await this.view.cdp("Network.enable");
    await this.view.cdp(`Network.${command}`, parameters);
  }

  /** Cuts the page off from everything, or lets it back. */
  async hasNetwork(isThere: boolean): Promise<void> {
    await this.network("emulateNetworkConditions", { ...FULL_SPEED, offline: !isThere });
    if (!isThere)
      await this.until(
        "being offline",
        "document.querySelector('#status').dataset.is !== 'online'",
      );
  }

  async screenshot(path: string): Promise<void> {
    await Bun.write(path, await this.view.screenshot());
  }

  [Symbol.dispose](): void {
    this.view.close();
  }
}
