import { useEffect, useState } from "preact/hooks";
import { type InvitationPreview, isAtLeast, type WireError } from "../../protocol";
import { isToken, previewInvitation } from "../../client/invitations";
import type { Offer } from "../browser/address";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { titleOf } from "../elements/room-title";
import type { Chat } from "../state/chat";
import { ownRank } from "../state/rights";
import { accept } from "./accept";
import { InvitationFacts } from "./invitation-facts";
import { refusalOf } from "./refusal-of";

interface Props {
  offer: Offer;
  chat: Chat;
  onClose: () => void;
}

type State =
  | { is: "asking" }
  | { is: "offered"; preview: InvitationPreview; isAccepted: boolean }
  | { is: "refused"; error: WireError }
  /** The server has not answered. */
  | { is: "unanswered" };

const NO_TOKEN: WireError = { code: "invalid", message: "this is no token" };

/** Shows whose server an invitation is for, which room, and who invites, before one accepts it; or why it lets nobody in. */
export function InvitationDialog({ offer: { token, room }, chat, onClose }: Props) {
  const { say } = useAllWords();
  const [state, setState] = useState<State>({ is: "asking" });
  useEffect(() => {
    if (state.is === "asking") void ask(token).then(setState);
  }, [state.is]);

  const preview = state.is === "offered" ? state.preview : undefined;
  const into = preview ? preview.room?.room : room;
  const rank = ownRank(chat, into);
  const isIn = isAtLeast(rank, preview?.rank ?? "member");
  const { title = location.host } = preview?.server ?? chat.server.value;
  const name = into === undefined ? title : titleOf(preview?.room ?? titled(chat, into), say);
  // Whether somebody is in already is known when the server has answered the connection, too.
  const isAsking = state.is === "asking" || (!preview && chat.status.value.is === "connecting");

  const open = () => {
    if (into !== undefined) chat.open({ room: into });
    onClose();
  };
  const join = async (accepted: InvitationPreview) => {
    setState({ is: "offered", preview: accepted, isAccepted: true });
    const accepting = await accept(chat, token, accepted);
    if (accepting.is === "refused") setState(accepting);
    else if (accepting.is === "unsure") setState({ is: "asking" });
    else onClose();
  };

  // Each is a dialog of its own, which gives the focus to its first button.
  if (isAsking)
    return (
      <Dialog key="asking" title={say("doorAsking")} onClose={onClose}>
        <p class="note">{say("connecting")}</p>
      </Dialog>
    );
  if (isIn)
    return (
      <Dialog key="in" title={say("alreadyIn", { name })} onClose={onClose}>
        <button type="button" class="main" autofocus onClick={open}>
          {say("open")}
        </button>
      </Dialog>
    );
  if (state.is === "offered")
    return (
      <Dialog key="offer" title={say("invitedTo", { name })} onClose={onClose}>
        <InvitationFacts of={state.preview} />
        <div class="buttons">
          <button
            type="button"
            class="main"
            autofocus
            disabled={state.isAccepted}
            onClick={() => void join(state.preview)}
          >
            <ChangingText of={say(state.isAccepted ? "connecting" : "nameButton")} />
          </button>
          <button type="button" onClick={onClose}>
            {say("noThanks")}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog key="refused" title={say("notInvited")} onClose={onClose}>
      <p role="alert">{say(state.is === "refused" ? refusalOf(state.error) : "doorUnanswered")}</p>
      {state.is === "unanswered" && (
        <button type="button" class="main" onClick={() => setState({ is: "asking" })}>
          {say("retry")}
        </button>
      )}
    </Dialog>
  );
}

/** What the server says of an invitation. */
async function ask(token: string): Promise<State> {
  if (!isToken(token)) return { is: "refused", error: NO_TOKEN };
  try {
    const reply = await previewInvitation(location.origin, token);
    if (!reply.ok) return { is: "refused", error: reply.error };
    return { is: "offered", preview: reply, isAccepted: false };
  } catch {
    return { is: "unanswered" };
  }
}

/** A room with its title, if it is one of the person's. */
function titled(chat: Chat, room: string): { room: string; title?: string | undefined } {
  const known = chat.rooms.value.find(({ name }) => name === room);
  return { room, title: known?.profile.value.title };
}
