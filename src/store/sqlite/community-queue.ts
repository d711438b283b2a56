/** What all parts of the community in the embedded store share: how they read and commit, and who is told of changes. */
import type { CommunityChange } from "../community";
import type { Failed } from "../failed";
import { GroupCommit } from "../group-commit";
import { LogUnavailable } from "../log";
import { createTelling } from "../tell";
import { isLocked, type OpenDatabaseFile } from "./sqlite-file";
import type { SqliteMessages } from "./sqlite-messages";

/** Decisions in one commit at most. */
const GROUP = 200;
/** Milliseconds for which a decision waits while another process has the file locked. */
const PATIENCE = 2000;
/** Milliseconds between two looks whether another process has written. */
const LOOK = 500;

/** A piece of work in a transaction. It says what it changed for others; `done` is called when that is durable, before they are told. */
export interface CommunityWork {
  queue: string;
  run: () => CommunityChange | undefined;
  done?: () => void;
}

export interface CommunityQueue {
  /** Reads. Rejects with `LogUnavailable`. */
  ask: <T>(question: () => T) => Promise<T>;
  /** Has work done in the next commit. Rejects with `LogUnavailable`. */
  add: (work: CommunityWork) => Promise<unknown>;
  onChange: (listener: (change: CommunityChange) => void) => void;
  /** Finishes what was added. Further calls reject with `LogUnavailable`. */
  close: () => Promise<void>;
}

/** `failed` is called with what a listener threw, and with what kept it from looking. What another process writes is told as `all`. */
export function openCommunityQueue(
  { database }: Pick<OpenDatabaseFile, "database">,
  messages: Pick<SqliteMessages, "catchUp">,
  failed: Failed,
): CommunityQueue {
  const { tell, onChange } = createTelling<CommunityChange>(failed);
  const version = database.query<{ data_version: number }, []>("PRAGMA data_version");
  const versionNow = () => version.get()?.data_version;
  let seen = versionNow();
  let isClosed = false;

  const runAll = database.transaction((group: readonly CommunityWork[]) =>
    group.map(({ run }) => run()),
  );

  const commits = new GroupCommit<CommunityWork, CommunityChange | undefined>({
    commit(group) {
      const changes = runAll.immediate(group);
      for (const { done } of group) done?.();
      for (const change of changes) if (change) tell(change);
      return changes;
    },
    most: GROUP,
    queueOf: ({ queue }) => queue,
    isPassing: isLocked,
    patience: PATIENCE,
  });

  /** The number of another process's last write; the file's own connection does not count. */
  function look(): void {
    try {
      const now = versionNow();
      if (now === seen) return;
      seen = now;
      messages.catchUp();
      tell("all");
    } catch (error) {
      failed(error, "what another process wrote could not be read");
    }
  }
  const looking = setInterval(look, LOOK).unref();

  return {
    async ask(question) {
      if (isClosed) throw new LogUnavailable("the store is closed");
      try {
        return question();
      } catch (error) {
        throw new LogUnavailable("the store did not do it", { cause: error });
      }
    },
    add: (work) => commits.add(work),
    onChange,
    async close() {
      clearInterval(looking);
      await commits.close();
      isClosed = true;
    },
  };
}
