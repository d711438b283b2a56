/** What all commands share: they read their arguments and the settings, report progress, and fail in one line. */
import { type Config, type Environment, readConfig } from "../config";
import {
  type CopyProgress,
  type FilesPlace,
  openCommunity,
  type People,
  type StoreLocation,
} from "../../store";

/** Milliseconds between two lines of progress. */
const EVERY = 1000;

export interface Tool {
  /** The file that the command got as its argument. */
  path: string;
  store: StoreLocation;
  /** Where the store's files are. */
  files: FilesPlace;
  /** Reports progress, now and then. */
  progress: (done: CopyProgress) => void;
}

/** A command of the server's owner. */
export interface Command {
  name: string;
  usage: string;
  /** Makes the work of the arguments, or returns undefined when they are not as `usage` says. */
  workFor: (args: string[]) => ((config: Config) => Promise<void>) | undefined;
}

/** A command that takes one file. `work` resolves with what is said at the end. */
export function fileCommand(name: string, work: (tool: Tool) => Promise<string>): Command {
  return {
    name,
    usage: "FILE",
    workFor([path, ...more]) {
      if (path === undefined || more.length > 0) return undefined;
      return async ({ store, files }) =>
        say(await work({ path, store, files, progress: teller() }));
    },
  };
}

/** A command that takes nothing but the settings. `work` resolves with what is said at the end. */
export function plainCommand(
  name: string,
  work: (store: StoreLocation) => Promise<string>,
): Command {
  return {
    name,
    usage: "",
    workFor: (args) => (args.length > 0 ? undefined : async ({ store }) => say(await work(store))),
  };
}

/** What a command does with the people of the store. It prints its result by itself. */
export type PeopleWork = (people: People, config: Config) => Promise<void>;

/** A command on the people of the store, which a server may have open meanwhile. */
export function commandOnPeople(
  name: string,
  usage: string,
  workFor: (args: string[]) => PeopleWork | undefined,
): Command {
  return {
    name,
    usage,
    workFor(args) {
      const work = workFor(args);
      if (!work) return undefined;
      return async (config) => {
        const community = await openCommunity(config.store, config.directDatabaseUrl);
        try {
          await work(community, config);
        } finally {
          await community.close();
        }
      };
    },
  };
}

/** Runs a command with the arguments and the settings of this process, and sets its exit code. */
export async function runCommand(command: Command): Promise<void> {
  process.exitCode = await exitCodeOf(command, process.argv.slice(2), process.env);
}

/** Runs a command, and resolves with its exit code: 0, or 1 after one line that says what failed. */
export async function exitCodeOf(
  { name, usage, workFor }: Command,
  args: string[],
  env: Environment,
): Promise<number> {
  try {
    const work = workFor(args);
    if (!work) throw new Error(`usage: bun run ${name} ${usage}`.trim());
    await work(readConfig(env));
    return 0;
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** Prints a line of a command's result, which another program may read. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a link of the server: with the address at which people open it, where that is known. */
export function printLink(path: string, address: string | undefined): void {
  print(`${address ?? ""}${path}`);
  if (address === undefined)
    say(
      `put it behind the address at which you open the server, as in http://localhost:3000${path} (with PUBLIC_URL set, the whole link is printed)`,
    );
}

function teller(): (done: CopyProgress) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < EVERY) return;
    last = performance.now();
    const items = done.items > 0 ? [`${done.items} rooms and messages`] : [];
    say(`${[...items, ...filesSaid(done)].join(" and ")} so far`);
  };
}

/** How many files, with how many bytes; nothing where there are none. */
export function filesSaid({ files, bytes }: Pick<CopyProgress, "files" | "bytes">): string[] {
  return files > 0 ? [`${files} ${files === 1 ? "file" : "files"} (${sizeSaid(bytes)})`] : [];
}

function sizeSaid(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Tells the person who runs the command something that is no result of it. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
