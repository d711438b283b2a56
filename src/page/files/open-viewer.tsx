import { render } from "preact";
import type { Words } from "../languages/languages";
import { WordsContext } from "../languages/words-context";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { Viewer } from "./viewer";

interface Opened {
  words: Words;
  chat: Chat;
  room: Room;
  /** The message, and the picture of it. */
  seq: number;
  id: string;
}

/** Opens a picture large. It is drawn outside of the list, whose keys and clicks are not for it. */
export function openViewer({ words, ...opened }: Opened): void {
  const place = document.createElement("div");
  document.body.append(place);
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(
    <WordsContext.Provider value={words}>
      <Viewer {...opened} onClose={close} />
    </WordsContext.Provider>,
    place,
  );
}
