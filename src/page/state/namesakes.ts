/** People whose name somebody else has as well. */
import { foldName, type Person } from "../../protocol";

/** Those of `people` who share a name with another one of them. */
export function namesakes(people: readonly Person[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const shared = new Set<string>();
  for (const { from, name } of people) {
    const look = foldName(name).replace(/\p{DI}/gu, "");
    const other = first.get(look) ?? from;
    first.set(look, other);
    if (other !== from && look !== "") shared.add(from).add(other);
  }
  return shared;
}
