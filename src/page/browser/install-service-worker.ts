/** Installs the service worker, which opens the page without a network, and from notifications. */

const WORKER = "/service-worker.js";

/** Installs the service worker. `open` is called with the path of a notification that was clicked. */
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

/** The page's Content-Security-Policy allows no string as the address of a script, except by a policy of this name. */
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
