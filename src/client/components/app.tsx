import type { Chat } from "../chat";
import type { Status } from "../connection";
import type { Text } from "../text";
import { Composer } from "./composer";
import { Messages } from "./messages";
import { NameDialog } from "./name-dialog";

interface Props {
  chat: Chat;
  text: Text;
  /** Whether what is unsent survives a reload. */
  keeps: boolean;
}

/** The whole page. */
export function App({ chat, text, keeps }: Props) {
  return (
    <>
      <header>
        <span class="seal" aria-hidden="true">
          传
        </span>
        <h1 id="greeting" dir="auto">
          {chat.greeting.value || text.tagline}
        </h1>
        <p class="people">{text.here(chat.people.value.count)}</p>
      </header>
      <StatusLine status={chat.status.value} text={text} retry={chat.reconnect} />
      {!keeps && (
        <p class="status" data-is="warning">
          {text.notKept}
        </p>
      )}
      <Messages chat={chat} text={text} />
      <Composer text={text} send={chat.send} />
      {chat.name.value === "" && <NameDialog text={text} named={chat.rename} />}
    </>
  );
}

interface StatusProps {
  status: Status;
  text: Text;
  retry: () => void;
}

function StatusLine({ status, text, retry }: StatusProps) {
  const says = status.is === "refused" ? status.error.message : text[status.is];
  return (
    <p class="status" id="status" data-is={status.is} role="status">
      {says}
      {(status.is === "offline" || status.is === "refused") && (
        <button type="button" onClick={retry}>
          {text.tryNow}
        </button>
      )}
    </p>
  );
}
