/** Whether the server has another version of the page than the one that is open. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ConnectionStatus } from "../../client/connection";

/** Milliseconds within which the pages ask that a server's restart has connected again. */
const SPREAD = 5000;

/** True from when a server has another version. It is asked whenever the page has connected. */
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

/** Only the page itself says so: a proxy may answer in the server's place. Rejects without an answer. */
async function isOutdated(): Promise<boolean> {
  const response = await fetch("/");
  return response.ok && isAnother(await response.text(), namesOf(document));
}

/** Whether `html` is the page in a version that does not name what this one does. */
export function isAnother(html: string, names: readonly string[]): boolean {
  return html.includes('"/main.js?v=') && names.some((name) => !html.includes(`"${name}"`));
}

function namesOf(page: Document): string[] {
  const named = [...page.querySelectorAll("script[src], link[rel=stylesheet]")];
  return named.map((one) => one.getAttribute("src") ?? one.getAttribute("href") ?? "");
}
