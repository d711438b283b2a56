/** Carries who is typing from machine to machine by the database's notifications (P16). */
import * as v from "valibot";
import { check, Typing } from "../../protocol/schemas";
import type { TypingRelay } from "../typing-relay";
import type { Postgres } from "./open-postgres";

/** Milliseconds in which notices are gathered, to be sent together. */
const PACE = 100;

const SAY = `
  SELECT set_config('synchronous_commit', 'off', true),
    pg_notify(chuan.channel_of(news->>'room'), news::text)
  FROM json_array_elements($1::text::json) AS said (news)`;

const TypingNews = v.omit(Typing, ["room"]);

/** A relay between the machines on one database. `machine` is an id that no other process has ever had. */
export function openSharedTypingRelay(
  { reader, notifications }: Postgres,
  machine: string,
): TypingRelay {
  const said = new Map<string, Typing>();
  const listeners = new Set<(typing: Typing) => void>();

  function sayAll(): void {
    const news = [...said.values()].map(({ room, ...typing }) => ({ room, typing, machine }));
    said.clear();
    // Nobody waits for a notice, and other failures already report a database that is away.
    reader.run(SAY, [JSON.stringify(news)]).catch(() => {});
  }

  notifications.overhear({
    heard: ({ room, typing, machine: other }) => {
      if (typing === undefined || other === machine) return;
      const checked = check(TypingNews, typing);
      if (checked.ok) for (const listener of listeners) listener({ room, ...checked.value });
    },
    listening: () => {},
  });

  return {
    tell(typing) {
      if (said.size === 0) setTimeout(sayAll, PACE).unref();
      said.set(`${typing.room} ${typing.from}`, typing);
    },
    onTyping: (listener) => void listeners.add(listener),
  };
}
