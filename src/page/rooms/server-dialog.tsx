import { useState } from "preact/hooks";
import { SERVER_ROOM, TITLE_LENGTH, TOPIC_LENGTH } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import type { OpenDialog } from "../dialogs/open-dialog";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { MemberList } from "./members";
import { ServerIcon } from "./server-icon";
import { TextField } from "./text-field";
import { useRequest } from "./use-request";

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** What the server is called and is for, which its owners change, and the people who are known to it. */
export function ServerDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const { rank } = chat.server.value;
  return (
    <Dialog title={say("server")} onClose={onClose}>
      {rank === "owner" && (
        <>
          <ServerForm chat={chat} onClose={onClose} />
          <ServerIcon chat={chat} />
        </>
      )}
      <div class="buttons">
        <button type="button" onClick={() => show("inviteServer")}>
          {say("inviteServer")}
        </button>
        <button type="button" onClick={() => show("serverActs")}>
          {say("acts")}
        </button>
        <button type="button" onClick={() => show("reports")}>
          {say("reports")}
        </button>
      </div>
      <section class="carry">
        <h3>{say("serverMembers")}</h3>
        <MemberList
          chat={chat}
          room={undefined}
          rank={rank}
          onPerson={(person) => show({ person, onServer: true })}
        />
      </section>
    </Dialog>
  );
}

function ServerForm({ chat, onClose }: Pick<Props, "chat" | "onClose">) {
  const { say } = useAllWords();
  const server = chat.server.value;
  const [title, setTitle] = useState(server.title ?? "");
  const [topic, setTopic] = useState(server.topic ?? "");
  const { isBusy, fault, run } = useRequest();
  const submit = async (event: Event) => {
    event.preventDefault();
    const changes = { room: SERVER_ROOM, topic, ...(title.trim() === "" ? {} : { title }) };
    if (await run(() => chat.requests.ask("settle", changes))) onClose();
  };
  return (
    <form class="fields" onSubmit={(event) => void submit(event)}>
      <TextField
        label={say("serverName")}
        value={title}
        limit={TITLE_LENGTH}
        autofocus
        required
        onInput={setTitle}
      />
      <TextField
        label={say("topic")}
        value={topic}
        limit={TOPIC_LENGTH}
        hint={say("serverTopic")}
        onInput={setTopic}
      />
      {fault}
      <button type="submit" class="main" disabled={isBusy}>
        {say("save")}
      </button>
    </form>
  );
}
