/** Messages as all parts of the embedded store write them: the log, and the community, whose acts are messages. */
import type { Database } from "bun:sqlite";
import { messageOf } from "../columns";
import type { Work } from "../log";
import { RoomListeners } from "../room-listeners";
import { type ChangeStatements, prepareChangeStatements } from "./change-statements";
import type { Eraser } from "./erase";
import { standingOf } from "./pages";
import { prepareStatements, type Statements } from "./sqlite-statements";
import { type WriteOutcome, storeAll } from "./write";

export interface SqliteMessages {
  statements: Statements;
  changes: ChangeStatements;
  listeners: RoomListeners;
  /** Writes a group. Call it in a transaction. */
  store: (group: readonly Work[]) => WriteOutcome[];
  /** Tells those who follow the rooms what was stored. Call it when the transaction is durable. */
  told: (group: readonly Work[], stored: readonly WriteOutcome[]) => void;
  /** Tells those who follow rooms what another process has stored. */
  catchUp: () => void;
}

/** `failed` is called with what a listener of a followed room threw. */
export function openMessages(
  database: Database,
  eraser: Pick<Eraser, "note" | "due">,
  failed: (error: unknown) => void,
): SqliteMessages {
  const statements = prepareStatements(database);
  const changes = prepareChangeStatements(database);
  const listeners = new RoomListeners(failed);
  return {
    statements,
    changes,
    listeners,
    store(group) {
      if (group.some(isErasing)) eraser.note();
      return storeAll(statements, changes, group);
    },
    told(group, stored) {
      for (const one of stored) if (one.news) listeners.tell(one.message, one.news);
      if (group.some(isErasing)) eraser.due();
    },
    catchUp() {
      for (const { room, rev } of listeners.rooms()) {
        if (standingOf(statements, room).rev <= rev) continue;
        let prev = rev;
        for (const row of statements.since.all({ room, since: rev, limit: CAUGHT_UP })) {
          const message = messageOf(row, room);
          listeners.tell(message, row.changer === null ? { prev } : { prev, by: row.changer });
          prev = message.rev;
        }
      }
    },
  };
}

/** Messages that are told at once of what another process has stored: commands store one at a time. */
const CAUGHT_UP = 100;

/** Whether a text that is stored may go. */
function isErasing({ said }: Work): boolean {
  return "kind" in said && said.kind !== "react";
}
