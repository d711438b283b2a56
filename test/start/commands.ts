/** The commands about people, beside a store that is open elsewhere: in this process, and as from a shell. */
import { spyOn } from "bun:test";
import { rm } from "node:fs/promises";
import type { Rank } from "../../src/protocol";
import { exitCodeOf } from "../../src/start/commands/command";
import { inviteCommand } from "../../src/start/commands/invite";
import { peopleCommand } from "../../src/start/commands/people";
import { rekeyCommand } from "../../src/start/commands/rekey";
import { type Community, openStore, readLocation } from "../../src/store";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { quickFolder } from "../support/folder";

/** Milliseconds: for a process to start and end on a machine that has much else to do. */
const PATIENCE = 30_000;
const COMMANDS = { invite: inviteCommand, people: peopleCommand, rekey: rekeyCommand };

export const ada = { from: "ada-ada-ada-ada-", name: "ada" };
export const lin = { from: "lin-lin-lin-lin-", name: "lin" };
export const room = `~${"c".repeat(22)}`;

interface Result {
  code: number;
  /** What it printed as its result, and what it told besides. */
  out: string;
  told: string;
}

type Run = (
  command: keyof typeof COMMANDS,
  url: string,
  args: string[],
  env?: object,
) => Promise<Result>;

/** Runs a command in this process: to start one for each takes longer than all that they do. */
export const run: Run = async (command, url, args, env = {}) => {
  const out: string[] = [];
  const told: string[] = [];
  const streams = [
    [process.stdout, out],
    [process.stderr, told],
  ] as const;
  const spies = streams.map(([stream, lines]) =>
    spyOn(stream, "write").mockImplementation((text) => lines.push(String(text)) > 0),
  );
  try {
    const code = await exitCodeOf(COMMANDS[command], args, { DATABASE_URL: url, ...env });
    return { code, out: out.join(""), told: told.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

/** Runs a command in a process of its own, as from a shell. */
const runAlone: Run = async (command, url, args, env = {}) => {
  const child = Bun.spawn([...(await commandOf(command)), ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, told] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await within(PATIENCE, `the end of ${command}`, child.exited), out, told };
};

interface Place extends AsyncDisposable {
  url: string;
}

export async function sqlite(): Promise<Place> {
  const folder = await quickFolder("chuan-people-");
  return {
    url: `sqlite:${folder}/chuan.db`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A store that this process has open, as a server does. */
export async function open(place: () => Promise<Place>) {
  const made = await place();
  const { url } = made;
  const store = await openStore(readLocation(url), { onFault: () => {} });
  const { community } = store;
  return {
    url,
    community,
    persons: store.persons,
    log: store.log,
    invite: (args: string[], env = {}) => run("invite", url, args, env),
    people: (...args: string[]) => run("people", url, args),
    rekey: (args: string[], env = {}) => run("rekey", url, args, env),
    /** As from a shell. */
    alone: (command: keyof typeof COMMANDS, args: string[], env = {}) =>
      runAlone(command, url, args, env),
    async [Symbol.asyncDispose]() {
      await store.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

/** Gives people ranks in a room, as a chat would. */
export async function give(community: Community, into: string, ranks: [typeof ada, Rank][]) {
  await community.decide({ rooms: [into], people: ranks.map(([{ from }]) => from) }, () => ({
    members: ranks.map(([person, rank]) => ({ room: into, person, rank })),
    profiles: into === room ? [{ room, kind: "closed" as const, title: "Designers", at: 5 }] : [],
  }));
}
