/** Calling somebody who looks elsewhere: notifications and a sound. A part of the page of its own. */
import { LOBBY, type Message } from "../protocol";
import { pathOf } from "./address";

/** Whether the page may notify; "default" until the person was asked. */
export function permission(): NotificationPermission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

/** Shows a notification that leads to a message, in place of an earlier one of its room, if the person has allowed it. */
export async function notify({ room, seq, name, txt }: Message): Promise<void> {
  if (permission() !== "granted") return;
  const title = room === LOBBY ? name : `${name} · ${room}`;
  const options = {
    body: txt,
    tag: room,
    icon: "/icon-512.png",
    data: pathOf({ room, seq }),
    silent: true,
  };
  // Phones only take them from the service worker, which also leads back here.
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.showNotification(title, options);
}

/** Milliseconds between two sounds: many messages are one reason to look. */
const SOUND_RESTS = 3000;
let soundedAt = -Infinity;

/** Two short notes, made here: there is nothing to load. Silent when it has just sounded. */
export function chime(): void {
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
