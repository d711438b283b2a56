import type { Community } from "../../store";

/** The last known names of people; empty where none is known. Rejects with `LogUnavailable`. */
export async function knownNames(
  community: Pick<Community, "person">,
  people: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const reading = [...people].map(
    async (from) => [from, (await community.person(from)).name ?? ""] as const,
  );
  return new Map(await Promise.all(reading));
}
