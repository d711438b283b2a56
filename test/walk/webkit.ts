/** WebKit as GTK has it, by plain calls of W3C's WebDriver, on a display that nobody sees. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf } from "../support/lines";
import { freePort } from "../support/port";
import { until } from "../support/until";
import type { Engine, Hands, Key } from "./engine";

const NEEDED = {
  WebKitWebDriver: "webkit2gtk-driver",
  Xvfb: "xvfb",
  localedef: "libc-bin",
};
/** Milliseconds after which a driver that says nothing is given up. */
const ANSWERED_WITHIN = 30_000;
/** What a locale is made of. */
const LOCALE_SOURCES = "/usr/share/i18n/locales/ar_EG";
/** The language is the system's, by a locale that need not be installed. */
const LOCALES = { en: "C.UTF-8", ar: "ar_EG" };

/** What a person's keys are called in the protocol. */
const KEYS: Record<string, string> = {
  Enter: "\ue007",
  Escape: "\ue00c",
  Tab: "\ue004",
  Backspace: "\ue003",
  ArrowUp: "\ue013",
  ArrowDown: "\ue015",
  ArrowRight: "\ue014",
  End: "\ue010",
  Shift: "\ue008",
  Control: "\ue009",
  Alt: "\ue00a",
};

/** So that the window can be as narrow as a phone: the browser's own buttons are as good as not there. */
const TINY =
  "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-transform: scale(0.1); }";

export const webkit: Engine = {
  name: "WebKit",
  async missing() {
    const lacking = Object.entries(NEEDED)
      .filter(([program]) => !Bun.which(program))
      .map(([, name]) => name);
    if (!(await Bun.file(LOCALE_SOURCES).exists())) lacking.push("locales");
    return lacking.length > 0 ? `apt-get install ${lacking.join(" ")}` : undefined;
  },
  async open(language) {
    const stack = new AsyncDisposableStack();
    try {
      const home = await mkdtemp(join(tmpdir(), "chuan-webkit-"));
      stack.defer(() => rm(home, { recursive: true, force: true }));
      await Bun.write(`${home}/gtk-3.0/gtk.css`, TINY);
      await makeLocale(home, LOCALES[language]);
      const display = await startDisplay(stack);
      const url = await startDriver(stack, {
        PATH: process.env["PATH"],
        HOME: home,
        XDG_CONFIG_HOME: home,
        LOCPATH: home,
        LANG: LOCALES[language],
        DISPLAY: display,
      });
      const session = await openSession(url);
      stack.defer(() => session("DELETE", ""));
      return handsOf(session, stack);
    } catch (error) {
      await stack.disposeAsync();
      throw error;
    }
  },
};

async function makeLocale(folder: string, name: string): Promise<void> {
  if (name.startsWith("C")) return;
  await mkdir(folder, { recursive: true });
  // The plainest character set that it has takes a quarter of the time.
  await Bun.$`localedef -c -i ${name} -f ISO-8859-6 ${folder}/${name}`.nothrow().quiet();
}

async function startDisplay(stack: AsyncDisposableStack): Promise<string> {
  const display = Bun.spawn(
    ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
    { stdout: "pipe", stderr: "ignore" },
  );
  stack.defer(() => ended(display));
  return `:${await linesOf(display.stdout).next()}`;
}

async function startDriver(
  stack: AsyncDisposableStack,
  env: Record<string, string | undefined>,
): Promise<string> {
  const port = await freePort();
  const driver = Bun.spawn(["WebKitWebDriver", `--port=${port}`, "--host=127.0.0.1"], {
    env,
    stdout: "ignore",
    stderr: "ignore",
  });
  stack.defer(() => ended(driver));
  const url = `http://127.0.0.1:${port}`;
  await until("WebKit's driver being there", () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return url;
}

async function ended(process: Bun.Subprocess): Promise<void> {
  process.kill();
  await process.exited;
}

type Session = <T>(method: string, path: string, body?: object) => Promise<T>;

async function openSession(driver: string): Promise<Session> {
  const call: Session = async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(driver + path, {
      method,
      signal: AbortSignal.timeout(ANSWERED_WITHIN),
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: T };
    if (!response.ok) throw new Error(`WebKit's driver: ${JSON.stringify(value)}`);
    return value;
  };
  // What loads is waited for in the page; and a page that asks by `prompt` never has loaded.
  const alwaysMatch = { pageLoadStrategy: "none", unhandledPromptBehavior: "ignore" };
  const { sessionId } = await call<{ sessionId: string }>("POST", "/session", {
    capabilities: { alwaysMatch },
  });
  return (method, path, body) => call(method, `/session/${sessionId}${path}`, body);
}

const nameOf = (key: Key | "Shift" | "Control" | "Alt") => KEYS[key] ?? key;

/** Keys that go down together, and up in the other order. */
const strokes = (keys: string[]) => [
  ...keys.map((value) => ({ type: "keyDown", value })),
  ...keys.toReversed().map((value) => ({ type: "keyUp", value })),
];

/** Sends the events that WebKit sends for a finger, in their order. Nothing is clicked when the page has used the touch. */
const touching = (x: number, y: number, durations: number[]) => `(async () => {
  const place = { bubbles: true, cancelable: true, composed: true, clientX: ${x}, clientY: ${y} };
  const finger = { ...place, pointerType: "touch", isPrimary: true, pointerId: 2 };
  for (const duration of ${JSON.stringify(durations)}) {
    const touched = document.elementFromPoint(${x}, ${y});
    touched.dispatchEvent(new PointerEvent("pointerdown", finger));
    touched.dispatchEvent(new Event("touchstart", place));
    await new Promise((resolve) => setTimeout(resolve, duration));
    touched.dispatchEvent(new PointerEvent("pointerup", finger));
    const isClick = touched.dispatchEvent(new Event("touchend", place));
    const below = document.elementFromPoint(${x}, ${y});
    if (isClick) below?.dispatchEvent(new PointerEvent("click", finger));
  }
})()`;

function handsOf(session: Session, stack: AsyncDisposableStack): Hands {
  const act = (type: string, id: string, actions: object[], rest: object = {}) =>
    session("POST", "/actions", { actions: [{ type, id, actions, ...rest }] });
  const run = <T>(script: string) => session<T>("POST", "/execute/async", { script, args: [] });

  async function get<T>(expression: string): Promise<T> {
    const answer = await run<{ value: T } | { thrown: string }>(
      `const done = arguments[0];
       (async () => (${expression}))().then((value) => done({ value }), (error) => done({ thrown: String(error) }));`,
    );
    if ("thrown" in answer) throw new Error(answer.thrown);
    return answer.value;
  }

  let turned = 0;

  return {
    get,
    go: (url) => session("POST", "/url", { url }),
    back: () => session("POST", "/back", {}),
    type: (text) =>
      act("key", "keys", Array.from(text, (one) => strokes([one])).flat()) as Promise<void>,
    press: (key, held) =>
      act("key", "keys", strokes([...(held ? [nameOf(held)] : []), nameOf(key)])) as Promise<void>,
    async click(x, y) {
      await act(
        "pointer",
        "mouse",
        [
          { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0 },
          { type: "pointerDown", button: 0 },
          { type: "pointerUp", button: 0 },
        ],
        { parameters: { pointerType: "mouse" } },
      );
    },
    // The driver makes a mouse of every finger, so a script sends the events.
    touch: (x, y, ...durations) => get(touching(x, y, durations)),
    async wheel(x, y, pixels) {
      const place = { x: Math.round(x), y: Math.round(y), deltaX: 0 };
      // The driver turns by what is more than the last time.
      turned += pixels;
      await act("wheel", "wheel", [{ type: "scroll", ...place, deltaY: turned, duration: 0 }]);
    },
    async resize(width, height) {
      for (const _ of [1, 2, 3, 4]) {
        const outer = await session<{ width: number; height: number }>("GET", "/window/rect");
        const [w, h] = await get<[number, number]>("[innerWidth, innerHeight]");
        if (w === width && h === height) return;
        // The page may not know yet of the last change of its window: the sums are wrong then, and right the next time.
        await session("POST", "/window/rect", {
          width: Math.max(width, outer.width + width - w),
          height: Math.max(height, outer.height + height - h),
        });
      }
    },
    async answer(text, opening) {
      await opening();
      await until("the page's question", () =>
        session("GET", "/alert/text").then(
          () => true,
          () => false,
        ),
      );
      await session("POST", "/alert/text", { text });
      await session("POST", "/alert/accept", {});
    },
    async picture() {
      return Uint8Array.fromBase64(await session<string>("GET", "/screenshot"));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
