import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Message } from "../../protocol";
import { isAct } from "../../client/acts";
import { filesModule } from "../files/lazy-files";
import { WithModule } from "../lazy/with-module";
import { actLines } from "../order/lazy-act-line";
import type { Room } from "../state/room";
import { shortened } from "../text/fold";
import { shownLabel } from "../text/label";

/** Announced messages that stay in the page, for screen readers that come to them late. */
const STAYING = 5;

interface Props {
  arrivals: ReadonlySignal<readonly Message[]>;
  /** The room that is shown. */
  room: Room;
}

/** The messages of `arrivals` for a screen reader, which reads each once, however many come together; of a long message, the beginning. */
export function AnnouncedText({ arrivals, room }: Props) {
  const all = arrivals.value;
  const lastDrawn = useRef<Message | undefined>(undefined);
  const shown = useMemo(() => {
    const drawn = lastDrawn.current ? all.indexOf(lastDrawn.current) + 1 : 0;
    return all.slice(Math.max(0, drawn - STAYING));
  }, [all]);
  useEffect(() => {
    lastDrawn.current = all.at(-1);
  }, [all]);
  // The text of a message from before it was edited or removed is not kept here either.
  const isAsItWas = ({ seq, txt }: Message) =>
    room.messages.value.every((message) => message.seq !== seq || message.txt === txt);
  return (
    <>
      {shown
        .filter((message) => message.room === room.name && isAsItWas(message))
        .map((message) => (
          <p key={`${message.room} ${message.seq}`} dir="auto">
            {isAct(message) ? (
              <WithModule module={actLines}>{({ ActText }) => <ActText of={message} />}</WithModule>
            ) : (
              shownLabel(shortened(`${message.name}: ${message.txt}`))
            )}
            {message.txt === "" && message.files && (
              <WithModule module={filesModule}>
                {({ FilesInWords }) => <FilesInWords files={message.files ?? []} />}
              </WithModule>
            )}
          </p>
        ))}
    </>
  );
}
