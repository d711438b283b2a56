/** How far people have read, in the shared store: what one machine keeps, the others are told (P36). */
import * as v from "valibot";
import { SERVER_ROOM } from "../../protocol";
import { createMarking } from "../marking";
import { markOf, type MarkRow } from "../person-rows";
import type { KeptMark, Persons } from "../persons";
import { createTelling } from "../tell";
import type { Notifications } from "./notifications";
import type { Rows } from "./decisions";
import * as statements from "./person-statements";

const Marks = v.array(
  v.object({
    from: v.string(),
    room: v.string(),
    seen: v.optional(v.nullable(v.number()), null),
    level: v.optional(v.nullable(v.string()), null),
    by: v.string(),
  }),
);

type KeptRow = MarkRow & { from: string; room: string };

const keptOf = ({ from, room, ...mark }: KeptRow): KeptMark => ({
  from,
  room,
  ...markOf(mark),
});

/**
 * Keeps marks, and hears of those of other machines: one that may have missed some is told `all` by the community. `failed` is called
 * with what a listener threw. Rejects with `DatabaseAway`.
 */
export async function openPostgresMarks(
  rows: Rows,
  notifications: Notifications,
  failed: (error: unknown) => void,
): Promise<Pick<Persons, "mark" | "onMarks"> & { close: () => Promise<void> }> {
  const { tell, onChange } = createTelling<readonly KeptMark[]>(failed);
  const machine = crypto.randomUUID().slice(0, 8);

  const { mark, close } = createMarking(async (marks) => {
    const kept = await rows<KeptRow>(statements.MARK, JSON.stringify(marks), machine);
    return kept.map(keptOf);
  });

  const stop = await notifications.subscribe(SERVER_ROOM, {
    heard({ marks }) {
      const said = v.safeParse(Marks, marks);
      if (!said.success) return;
      const news = said.output.filter(({ by }) => by !== machine).map(keptOf);
      if (news.length > 0) tell(news);
    },
    listening: () => {},
  });

  return {
    mark,
    onMarks: onChange,
    async close() {
      await close();
      stop();
    },
  };
}
