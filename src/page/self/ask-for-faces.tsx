import { useEffect } from "preact/hooks";
import { IDS_ASKED } from "../../protocol";
import { faceOf, followWanted, wanted } from "../elements/faces";
import { addressOf } from "../files/access";
import type { Chat } from "../state/chat";

/** Milliseconds in which all who come into view are asked for together. */
const TOGETHER = 200;

/** Draws nothing: asks for the pictures of the people who are shown, and shows each when it is there. */
export function AskForFaces({ chat }: { chat: Chat }) {
  const takesFiles = (chat.fileBytes.value ?? 0) > 0;
  const isReady = takesFiles && chat.status.value.is === "online";
  useEffect(() => {
    if (!isReady) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void askFor(chat);
        if (wanted.size > 0) soon();
      }, TOGETHER);
    };
    followWanted(soon);
    if (wanted.size > 0) soon();
    return () => {
      clearTimeout(timer);
      followWanted(() => {});
    };
  }, [isReady]);
  return null;
}

/** Asks for some of those who are wanted. People who could not be asked for are wanted again when they are shown. */
async function askFor(chat: Chat): Promise<void> {
  const from = [...wanted].slice(0, IDS_ASKED);
  for (const one of from) wanted.delete(one);
  const reply = await chat.requests.ask("pictures", { from }).catch(() => undefined);
  if (!reply?.ok) return;
  const found = new Map(reply.pictures.map((one) => [one.from, one.file]));
  await Promise.all(from.map((one) => showFace(one, found.get(one), chat)));
}

/** Shows a person's picture as soon as it can be drawn, or the drawn one where there is none. */
export async function showFace(
  from: string,
  file: string | undefined,
  chat: Pick<Chat, "openFiles">,
): Promise<void> {
  const face = faceOf(from);
  const address = file === undefined ? "" : addressOf(file, "face");
  if (address === face.value) return;
  face.value = address === "" || (await isDrawn(address, chat)) ? address : "";
}

/** Whether the browser can draw it, if need be with a new cookie. */
async function isDrawn(address: string, { openFiles }: Pick<Chat, "openFiles">): Promise<boolean> {
  if (await draws(address)) return true;
  const isIntroduced = await openFiles().then(
    ({ introduce }) => introduce(),
    () => false,
  );
  return isIntroduced && draws(address);
}

function draws(address: string): Promise<boolean> {
  const image = new Image();
  image.src = address;
  return image.decode().then(
    () => true,
    () => false,
  );
}
