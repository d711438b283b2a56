import { useLayoutEffect } from "preact/hooks";
import { localStore } from "../browser/browser";
import type { ShownMessage } from "../../client/wishes";
import { isAct } from "../../client/acts";
import { mayKeepOrder } from "../order/may";
import { noteUse, quickEmoji } from "../reactions/quick";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { lineOf, type MessageActs, seqAt } from "./acts";
import { listenToPresses } from "./press";

interface Props {
  /** The list of messages. */
  log: { readonly current: HTMLElement | null };
  chat: Chat;
  room: Room;
  acts: MessageActs;
}

/** Draws nothing: listens to the keys, long presses and double taps on messages. */
export function Gestures({ log: list, chat, room, acts }: Props) {
  useLayoutEffect(() => {
    // Only here: in a room that has just been opened the list is not there yet while this is drawn.
    const log = list.current;
    if (!log) return;
    const find = (target: EventTarget | null) => {
      const seq = seqAt(target);
      const message = room.messages.value.find((one) => one.seq === seq);
      return message && !message.gone && !isAct(message) ? message : undefined;
    };
    const onClick = ({ target }: MouseEvent) => {
      const who = target instanceof Element && target.closest(".who .whose");
      const message = who ? find(target) : undefined;
      if (message && message.from !== chat.me.value) acts.show("person", message, who || undefined);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const message = find(event.target);
      const isMine = message?.from === chat.me.value;
      const mayAct = message !== undefined && mayKeepOrder(chat, room);
      const unsee = () => message && room.unsee(message.seq);
      const act =
        (message && actOfKey(event, message, { isMine, mayAct, unsee }, acts)) ?? move(event);
      if (!act) return;
      event.preventDefault();
      act();
    };
    const leave = listenToPresses(log, {
      onLong(target) {
        const message = find(target);
        const view = target.closest("[data-emoji]") ? "reactors" : "menu";
        if (message) acts.show(view, message);
      },
      onDouble(target) {
        const message = target.closest(".bubble") ? find(target) : undefined;
        const [first] = quickEmoji(localStore());
        if (!message || first === undefined || !acts.mayWrite()) return;
        noteUse(localStore(), first);
        acts.react(message, first);
        // A second click has selected a word.
        getSelection()?.removeAllRanges();
      },
    });
    log.classList.add("pressable");
    log.addEventListener("keydown", onKeyDown);
    log.addEventListener("click", onClick);
    return () => {
      leave();
      log.removeEventListener("click", onClick);
      log.removeEventListener("keydown", onKeyDown);
    };
  }, [room]);
  return null;
}

/** What an arrow does: it leads to the line above or below. */
function move({ key, altKey, target }: KeyboardEvent): (() => void) | undefined {
  // In a player they are its own.
  const isPlayer = target instanceof HTMLMediaElement;
  if (altKey || isPlayer || (key !== "ArrowUp" && key !== "ArrowDown")) return undefined;
  const line = lineOf(target);
  const next = key === "ArrowUp" ? line?.previousElementSibling : line?.nextElementSibling;
  const isLine = next instanceof HTMLElement && next.dataset["seq"] !== undefined;
  return isLine ? () => next.focus() : undefined;
}

/** Keys that need the right to write. */
const WRITING = new Set(["r", "+", "e"]);

/** What a key does to a message that has the focus; undefined for any other key. */
function actOfKey(
  event: KeyboardEvent,
  message: ShownMessage,
  { isMine, mayAct, unsee }: { isMine: boolean; mayAct: boolean; unsee: () => void },
  acts: MessageActs,
): (() => void) | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey || message.gone) return undefined;
  const line = lineOf(event.target);
  const bubble = line?.querySelector(".bubble");
  const key = letterOf(event);
  if (WRITING.has(key) && !acts.mayWrite()) return undefined;
  switch (key) {
    case "r":
      return () => acts.answer(message);
    case "+":
      return () => acts.show("emoji", message, bubble);
    case "e":
      return isMine ? () => acts.edit(message) : undefined;
    case "Delete":
    case "Backspace":
      return isMine || mayAct ? () => acts.show("remove", message, bubble) : undefined;
    case "m":
      return isMine ? undefined : () => acts.show("person", message, bubble);
    case "u":
      return unsee;
    case "Enter":
      return event.target === line ? () => acts.show("menu", message, bubble) : undefined;
    default:
      return undefined;
  }
}

/** The key, or of a keyboard of another script the Latin letter that is in its place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isOther = /^[\p{L}--[a-z]]$/iv.test(key) && code.startsWith("Key");
  return isOther ? code.slice(3).toLowerCase() : key;
}
