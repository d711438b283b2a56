/** Notifications and their sound: a lazy module. */
import type { Message } from "../../protocol";
import { localStore, notificationPermission } from "../browser/browser";
import { pathOf, type RoomPlace, placeIn } from "../browser/address";
import { readValue, writeValue } from "../../client/key-value-store";

/** Names the message that a page of this browser has last notified about. */
const TOLD = "chuan.told";

/**
 * Notifies about a message in the room of a title, which the lobby has none of: by a sound, if `isHeard`, and by a notification that leads to it, if the person has allowed
 * that. If several pages get the same message, only the first one notifies.
 */
export async function notify(
  message: Message,
  room: string | undefined,
  isHeard: boolean,
): Promise<void> {
  const path = pathOf(message);
  if (!(await isFirst(path))) return;
  if (isHeard) chime();
  await show(message, room, path);
}

async function isFirst(path: string): Promise<boolean> {
  const look = () => {
    const told = readValue(localStore(), TOLD);
    writeValue(localStore(), TOLD, path);
    return told !== path;
  };
  // A page without TLS has no locks, and no notifications either.
  return navigator.locks ? await navigator.locks.request(TOLD, look) : look();
}

/** Shows a notification in place of an earlier one of its room. */
async function show(
  { room: tag, name, txt }: Message,
  room: string | undefined,
  path: string,
): Promise<void> {
  if (notificationPermission() !== "granted") return;
  // Phones accept notifications only from the service worker, which also opens them.
  const worker = await navigator.serviceWorker?.getRegistration();
  const there = (await worker?.getNotifications({ tag })) ?? [];
  if (there.some(({ data }) => data === path)) return;
  const who = notificationName(name);
  const title = room === undefined ? who : `${who} · ${notificationName(room)}`;
  const options = {
    body: notificationText(txt),
    tag,
    // Otherwise a phone would replace the room's last notification silently.
    renotify: true,
    icon: "/icon-512.png",
    data: path,
    silent: true,
  };
  await worker?.showNotification(title, options);
}

/** Closes the notifications of seen messages, including those that other pages have shown. */
export async function closeNotifications(
  hasSeen: (place: Required<RoomPlace>) => boolean,
): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await worker?.getNotifications()) ?? []) {
    const place = placeIn(new URL(String(notification.data), location.origin));
    if (place?.seq !== undefined && hasSeen({ ...place, seq: place.seq })) notification.close();
  }
}

/** A name on one line, without characters that would change the direction of the text around it. */
export function notificationName(name: string): string {
  return name.replace(/\p{Bidi_Control}/gu, "").replace(/\s+/g, " ");
}

/** Characters of a text that a notification shows, and UTF-16 code units, since a character may have hundreds of marks. */
const SHOWN = { characters: 200, units: 1000 };

/** The beginning of a text, as long as a notification shows, cut between two graphemes. */
export function notificationText(txt: string): string {
  let [shown, count] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(txt)) {
    count += 1;
    if (count > SHOWN.characters || shown.length + segment.length > SHOWN.units) return `${shown}…`;
    shown += segment;
  }
  return shown;
}

/** Milliseconds between two sounds: many messages need only one. */
const SOUND_RESTS = 3000;
let soundedAt = -Infinity;

/** Plays two short notes, unless it has just done so. They are synthesized: there is nothing to load. */
function chime(): void {
  if (performance.now() - soundedAt < SOUND_RESTS) return;
  soundedAt = performance.now();
  const audio = new AudioContext();
  // Browsers play nothing before the first click or key, and would keep the sound waiting.
  if (audio.state === "suspended") return void audio.close().catch(() => {});
  const volume = audio.createGain();
  volume.connect(audio.destination);
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
  for (const [n, pitch] of [660, 880].entries()) {
    const note = audio.createOscillator();
    note.frequency.value = pitch;
    note.connect(volume);
    note.start(audio.currentTime + n * 0.12);
    note.stop(audio.currentTime + 0.5);
    note.addEventListener("ended", () => void audio.close().catch(() => {}));
  }
}
