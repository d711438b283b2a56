/** The cookie with which this browser fetches files, in exchange for the person's key. */

/** Milliseconds for which an introduction can be used again. */
const FRESH = 60_000;

/** Returns a function that gets the cookie, unless it has just done so. It resolves with whether there is one. */
export function createIntroduction(key: string): () => Promise<boolean> {
  let last: { at: number; is: Promise<boolean> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > FRESH) last = { at: Date.now(), is: ask(key) };
    const asked = last;
    void asked.is.then((is) => {
      // The next file asks again.
      if (!is && last === asked) last = undefined;
    });
    return asked.is;
  };
}

const ask = (key: string): Promise<boolean> =>
  fetch("/files/session", { method: "POST", headers: { Authorization: `Bearer ${key}` } }).then(
    ({ ok }) => ok,
    () => false,
  );
