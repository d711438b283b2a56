/** Messages as all parts of the embedded store write them: the log, and the community, whose acts are messages. */
import type { Database } from "bun:sqlite";
import type { Work } from "../log";
import { RoomListeners } from "../room-listeners";
import { type ChangeStatements, prepareChangeStatements } from "./change-statements";
import type { Eraser } from "./erase";
import { prepareStatements, type Statements } from "./sqlite-statements";
import { type Stored, storeAll } from "./write";

export interface SqliteMessages {
  statements: Statements;
  changes: ChangeStatements;
  listeners: RoomListeners;
  /** Writes a group. Call it in a transaction. */
  store: (group: readonly Work[]) => Stored[];
  /** Tells those who follow the rooms what was stored. Call it when the transaction is durable. */
  told: (group: readonly Work[], stored: readonly Stored[]) => void;
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
  };
}

/** Whether a text that is stored may go. */
function isErasing({ said }: Work): boolean {
  return "kind" in said && said.kind !== "react";
}
