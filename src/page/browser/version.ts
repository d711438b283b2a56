/** Whether the server has another version of the page. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ConnectionStatus } from "../../client/connection";

/** Milliseconds over which the requests of all pages are spread after a server's restart. */
const SPREAD = 5000;

/** True once the server has another version. The page asks after each connect. */
export function followVersion(
  status: ReadonlySignal<ConnectionStatus>,
  spread: number = SPREAD,
): ReadonlySignal<boolean> {
  const isOld = signal(false);
  const look = () =>
    void isOutdated().then(
      (is) => (isOld.value = is),
      () => {},
    );
  effect(() => {
    if (status.value.is !== "online") return;
    const timer = setTimeout(look, Math.random() * spread);
    return () => clearTimeout(timer);
  });
  return isOld;
}

/** Only a page of chuan counts: a proxy may answer in the server's place. Rejects without a response. */
async function isOutdated(): Promise<boolean> {
  const response = await fetch("/");
  return response.ok && isAnother(await response.text(), namesOf(document));
}

/** Whether `html` is the page in another version: one that lacks a file in `names`. */
export function isAnother(html: string, names: readonly string[]): boolean {
  return html.includes('"/main.js?v=') && names.some((name) => !html.includes(`"${name}"`));
}

function namesOf(page: Document): string[] {
  const named = [...page.querySelectorAll("script[src], link[rel=stylesheet]")];
  return named.map((one) => one.getAttribute("src") ?? one.getAttribute("href") ?? "");
}
