/** A person's picture, and the server's icon (P38): uploaded as other files are, and set by an event. */
import { FACES, type FoundPictures, ICON, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Files } from "../../store";
import { type Access, requireKey } from "../access/access";
import { restrictionIn } from "../access/own-room";
import { restricted } from "../access/rules";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

type Kept = Pick<Files, "setPicture" | "faces" | "icon">;

export interface PictureParts {
  access: Pick<Access, "require">;
  rateLimits: Pick<RateLimits, "requireAct" | "requirePicture">;
  /** Undefined where the server takes no files. */
  pictures: Kept | undefined;
  fairQueue: FairQueue<Caller>;
}

/** Throws `Refusal` unless the caller may set this picture: who may not write on the server may not show one either. */
export function requireMayPicture(
  access: Pick<Access, "require">,
  caller: Caller,
  room: typeof FACES | typeof ICON,
): void {
  if (room === ICON) access.require(caller, "settle", SERVER_ROOM);
  else requireNotMuted(caller);
}

function requireNotMuted({ standing }: Caller): void {
  const held = restrictionIn(standing.restrictions, SERVER_ROOM, "mute");
  if (held) throw restricted(held);
}

/** `picture({ file })`: the caller's own, or none. */
export function picture(
  parts: Omit<PictureParts, "fairQueue">,
): UseCase<RequestOf<"picture">, object> {
  const set = createSetPicture(parts);
  return async (caller, { file }) => {
    requireKey(caller);
    parts.rateLimits.requireAct(caller);
    await set(caller, FACES, file);
    return {};
  };
}

/** Sets a picture, or with null takes it away. Rejects with `Refusal`. */
export type SetPicture = (
  caller: Caller,
  room: typeof FACES | typeof ICON,
  file: string | null,
) => Promise<void>;

export function createSetPicture({
  access,
  rateLimits,
  pictures: kept,
}: Omit<PictureParts, "fairQueue">): SetPicture {
  return async (caller, room, file) => {
    if (file !== null || room === ICON) requireMayPicture(access, caller, room);
    if (!kept) throw new Refusal("forbidden", "this server takes no files");
    if (file !== null) rateLimits.requirePicture(caller);
    const { from } = caller.person;
    if (!(await kept.setPicture({ room, from }, file ?? undefined)))
      throw new Refusal("not_found", "the picture is not there: upload it again");
  };
}

/** `pictures({ from })`: which of these people have a picture, and whether the server has an icon of its own. */
export function pictures({
  pictures: kept,
  fairQueue,
}: Pick<PictureParts, "pictures" | "fairQueue">): UseCase<RequestOf<"pictures">, FoundPictures> {
  return (caller, { from: people }) =>
    fairQueue(caller, async () => {
      requireStillThere(caller);
      const [faces, icon] = kept
        ? await Promise.all([kept.faces(people), kept.icon()])
        : [new Map<string, string>(), undefined];
      return {
        pictures: Array.from(faces, ([from, file]) => ({ from, file })),
        ...(icon && { icon: icon.id }),
      };
    });
}
