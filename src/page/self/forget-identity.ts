/** Takes everything of a person from this browser. */
import { openIdentity } from "../../client/identity";
import { localStore } from "../browser/browser";
import { SETTING_KEYS } from "../settings/stored-settings";

/** Milliseconds to wait at most for other pages of this browser, which may use the database. */
const PATIENCE = 2000;

/** Forgets the identity, its rooms, messages and notifications, but not the browser's language and colours. All pages go on as somebody new. */
export async function forgetIdentity(): Promise<void> {
  await Promise.race([
    Promise.allSettled([dropDatabase(), closeNotifications()]),
    new Promise((resolve) => setTimeout(resolve, PATIENCE)),
  ]);
  const store = localStore();
  const settings: readonly string[] = Object.values(SETTING_KEYS);
  const isPersons = (name: string) => name.startsWith("chuan.") && !settings.includes(name);
  for (const name of Object.keys(store ?? {}).filter(isPersons)) store?.removeItem(name);
  // Other pages notice another key, not a missing one.
  openIdentity(store);
  location.replace("/");
}

function dropDatabase(): Promise<void> {
  return new Promise((resolve) => {
    const dropped = indexedDB.deleteDatabase("chuan");
    for (const type of ["success", "error"]) dropped.addEventListener(type, () => resolve());
  });
}

async function closeNotifications(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
}
