/** Calling somebody who looks elsewhere: notifications and a sound. A part of the page of its own. */
import { LOBBY, type Message } from "../../protocol";
import { localStore, notificationPermission } from "../browser/browser";
import { pathOf, type RoomPlace, placeIn } from "../browser/address";
import { readValue, writeValue } from "../../client/key-value-store";

/** The message that a page of this browser has told of last. */
const TOLD = "chuan.told";

/**
 * Tells of a message by a sound, if that is wanted, and by a notification that leads to it, if the person has
 * allowed that. Of several pages that hear the same message, the first one does.
 */
export async function notify(message: Message, isHeard: boolean): Promise<void> {
  const path = pathOf(message);
  if (!(await isFirst(path))) return;
  if (isHeard) chime();
  await show(message, path);
}

async function isFirst(path: string): Promise<boolean> {
  const look = () => {
    const told = readValue(localStore(), TOLD);
    writeValue(localStore(), TOLD, path);
    return told !== path;
  };
  // Not in a page that came without TLS, where there are no notifications either.
  return navigator.locks ? await navigator.locks.request(TOLD, look) : look();
}

/** Shows a notification in place of an earlier one of its room. */
async function show({ room, name, txt }: Message, path: string): Promise<void> {
  if (notificationPermission() !== "granted") return;
  // Phones only take them from the service worker, which also leads back here.
  const worker = await navigator.serviceWorker?.getRegistration();
  const there = (await worker?.getNotifications({ tag: room })) ?? [];
  if (there.some(({ data }) => data === path)) return;
  const title = room === LOBBY ? plain(name) : `${plain(name)} · ${room}`;
  const options = {
    body: beginningOf(txt),
    tag: room,
    // Else a phone would replace the room's last one without a sign.
    renotify: true,
    icon: "/icon-512.png",
    data: path,
    silent: true,
  };
  await worker?.showNotification(title, options);
}

/** Takes away the notifications of what was seen, whichever page has shown them. */
export async function withdraw(hasSeen: (place: Required<RoomPlace>) => boolean): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await worker?.getNotifications()) ?? []) {
    const place = placeIn(new URL(String(notification.data), location.origin));
    if (place?.seq !== undefined && hasSeen({ ...place, seq: place.seq })) notification.close();
  }
}

/** A name on one line, without what would turn the text around it to the other side. */
export function plain(name: string): string {
  return name.replace(/\p{Bidi_Control}/gu, "").replace(/\s+/g, " ");
}

/** Characters of a text that a notification shows, and code units where a character has hundreds of marks. */
const SHOWN = { characters: 200, units: 1000 };

/** As much of a text as a notification shows, cut between two characters as a reader counts them. */
export function beginningOf(txt: string): string {
  let [shown, count] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(txt)) {
    count += 1;
    if (count > SHOWN.characters || shown.length + segment.length > SHOWN.units) return `${shown}…`;
    shown += segment;
  }
  return shown;
}

/** Milliseconds between two sounds: many messages are one reason to look. */
const SOUND_RESTS = 3000;
let soundedAt = -Infinity;

/** Two short notes, made here: there is nothing to load. Silent when it has just sounded. */
function chime(): void {
  if (performance.now() - soundedAt < SOUND_RESTS) return;
  soundedAt = performance.now();
  const audio = new AudioContext();
  // A browser plays nothing before one has touched the page, and would keep this waiting.
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
