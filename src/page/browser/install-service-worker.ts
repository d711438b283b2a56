/** The page without a network: a service worker keeps its shell, and leads back here from a notification. */

const WORKER = "/service-worker.js";

/** Installs the service worker. `open` is called with the path that a notification leads to. */
export async function installServiceWorker(open: (path: string) => void): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") open(data);
  });
  await navigator.serviceWorker.register(trusted(WORKER) as string);
}

interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ) => { createScriptURL: (url: string) => unknown };
}

/** The page's policy lets no string become a script's address, except this one under this name. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("shell", {
    createScriptURL(wanted) {
      if (wanted !== WORKER) throw new TypeError(`${wanted} is not the page's service worker`);
      return wanted;
    },
  });
  return policy?.createScriptURL(url) ?? url;
}
