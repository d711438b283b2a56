/** Kinds of files that the owner of a server does not want there. */
import { Refusal } from "../refusal";

/** Throws `Refusal` for a media type that is among the forbidden ones, of which one like `video/*` means all that begin so. */
export type RequireType = (type: string) => void;

export function forbidTypes(forbidden: readonly string[]): RequireType {
  const isForbidden = (type: string) =>
    forbidden.some((one) =>
      one.endsWith("/*") ? type.startsWith(one.slice(0, -1)) : type === one,
    );
  return (type) => {
    if (isForbidden(type))
      throw new Refusal("forbidden", `this server takes no files of the type ${type}`, {
        reason: "type",
      });
  };
}
