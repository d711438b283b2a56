/** A page in a real Chromium, used as a person uses it. */
import { chrome } from "./chrome";

const DEADLINE = 10_000;

export interface PageOptions {
  width?: number;
  height?: number;
  /** The languages of the browser, the first one preferred. */
  languages?: string;
  /** Whether the person prefers a dark page. */
  dark?: boolean;
}

type View = Bun.WebView;

export class Page {
  readonly view: View;
  /** What the page reported as forbidden by its policy, and what it threw. */
  readonly complaints: string[] = [];

  private constructor(view: View) {
    this.view = view;
  }

  /** Opens a page. `127.0.0.1` and `localhost` are two browsers as far as storage goes: two people. */
  static async open(url: string, options: PageOptions = {}): Promise<Page> {
    const { width = 1280, height = 800, languages = "en", dark = false } = options;
    const complaints: string[] = [];
    const view = new Bun.WebView({
      backend: await chrome(),
      width,
      height,
      console: (type, ...args: unknown[]) => {
        if (type === "error") complaints.push(args.map(String).join(" "));
      },
    });
    const page = new Page(view);
    await view.navigate("about:blank");
    await view.cdp("Network.enable");
    await view.cdp("Page.enable");
    await view.cdp("Log.enable");
    const userAgent = await view.evaluate<string>("navigator.userAgent");
    await view.cdp("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: languages });
    await view.cdp("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
    });
    view.addEventListener("Log.entryAdded", (event) => {
      const { entry } = (event as MessageEvent<{ entry: { level: string; text: string } }>).data;
      if (entry.level === "error") page.complaints.push(entry.text);
    });
    await view.navigate(url);
    page.complaints.push(...complaints);
    return page;
  }

  /** Answers the next `prompt`, as a person would. */
  answerPrompt(text: string): void {
    this.view.addEventListener(
      "Page.javascriptDialogOpening",
      () => void this.view.cdp("Page.handleJavaScriptDialog", { accept: true, promptText: text }),
      { once: true },
    );
  }

  /** Waits until `expression` is true in the page, and returns what it is. */
  async until<T>(what: string, expression: string): Promise<T> {
    // The page itself watches, so that nothing here has to sleep and ask again.
    const script = `new Promise((resolve, reject) => {
      const end = performance.now() + ${DEADLINE};
      const look = () => {
        const value = (() => ${expression})();
        if (value) resolve(value);
        else if (performance.now() > end) reject(new Error("late"));
        else setTimeout(look, 20);
      };
      look();
    })`;
    try {
      return await this.view.evaluate<T>(script);
    } catch (error) {
      const shown = await this.view.evaluate<string>("document.body.innerText");
      throw new Error(`${what} did not happen within ${DEADLINE} ms; the page shows: ${shown}`, {
        cause: error,
      });
    }
  }

  /** Waits until the page shows a text. */
  async shows(text: string): Promise<void> {
    await this.until(
      `the page showing ${text}`,
      `document.body.innerText.includes(${JSON.stringify(text)})`,
    );
  }

  /** Comes in under a name. */
  async introduce(name: string): Promise<void> {
    await this.until("the question for a name", "document.activeElement?.id === 'name'");
    await this.view.type(name);
    await this.view.press("Enter");
    await this.until("being online", "document.querySelector('#status')?.dataset.is === 'online'");
  }

  /** Types a message into the box and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.view.click("#txt");
    await this.view.type(text);
    await this.view.press("Enter");
  }

  async screenshot(path: string): Promise<void> {
    await Bun.write(path, await this.view.screenshot());
  }

  [Symbol.dispose](): void {
    this.view.close();
  }
}
