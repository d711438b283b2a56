/**
 * Uploads and messages with files while the server is killed again and again (P38): twenty people send files, each says their files
 * in messages, and goes on where they were. What is there afterwards is compared with what was acknowledged.
 */
import { Client } from "../support/client";
import { keyOf, picture, type Upload, upload } from "../support/files";
import type { FileKeeper } from "./kept-files";
import { Machine } from "./machine";
import type { Random } from "./random";

export interface FileCrashes {
  keeper: FileKeeper;
  rounds: number;
  /** The steps at which the server is killed, one a round, from the first again after the last. */
  steps: readonly Step[];
  people: number;
  random: Random;
  /** The server, where it is another one than in Machine. */
  server?: readonly string[];
}

/** What is wrong, in words; empty where nothing is. `messages` are those with files that were acknowledged, `files` all that are left. */
export interface FileVerdict {
  faults: string[];
  messages: number;
  files: number;
}

/** The steps of an upload at which a server is killed. */
export const STEPS = ["begun", "sent", "answered", "said", "acknowledged"] as const;
type Step = (typeof STEPS)[number];

/** A message with a file, as its sender knows it: what the server has acknowledged of it. */
interface Wish {
  from: string;
  id: string;
  body: Uint8Array<ArrayBuffer>;
  isPicture: boolean;
  file?: string;
  hash?: string;
  isAcknowledged?: boolean;
}

/** Milliseconds for which one step is tried before the server is taken to be gone. */
const PATIENCE = 10_000;

export async function crashWithFiles(options: FileCrashes): Promise<FileVerdict> {
  const { keeper, rounds, people, steps, random, server } = options;
  const env = {
    DATABASE_URL: keeper.url,
    DRAIN_SECONDS: "0",
    LOG_LEVEL: "info",
    MESSAGE_RATE: "0",
    EVENT_RATE: "0",
  };
  const wishes: Wish[] = [];
  const shot = await picture(700, 500);
  {
    await using machine = new Machine(env, server);
    for (let round = 0; round < rounds; round += 1) {
      await machine.start();
      const step = steps[round % steps.length] ?? "begun";
      wishes.push(...newWishes(round, people, random, shot));
      await untilKilled(machine, wishes, step, random);
    }
    await machine.start();
    await settleAll(machine, wishes);
    return await judge(keeper, machine, wishes);
  }
}

/** A file of each person: every third one a picture, the others bytes of any length. */
function newWishes(
  round: number,
  people: number,
  random: Random,
  shot: Uint8Array<ArrayBuffer>,
): Wish[] {
  return Array.from({ length: people }, (_, n) => {
    const isPicture = n % 3 === 0;
    const body = isPicture ? shot : noise(random, random.between(1, 400_000));
    return { from: `p${n}`, id: `${round}-${n}`, body, isPicture };
  });
}

function noise(random: Random, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let n = 0; n < length; n += 64) bytes[n] = random.between(0, 255);
  return bytes;
}

/** Everybody works on what is not acknowledged yet. The server is killed a moment after somebody has come as far as a step. */
async function untilKilled(
  machine: Machine,
  wishes: readonly Wish[],
  step: Step,
  random: Random,
): Promise<void> {
  const killing = Promise.withResolvers<void>();
  let left = random.between(1, wishes.length);
  const reached = (now: Step) => {
    if (now !== step) return;
    left -= 1;
    if (left === 0) setTimeout(killing.resolve, random.between(0, 8));
  };
  const work = settleAll(machine, wishes, reached).catch(() => {});
  await Promise.race([killing.promise, work]);
  // What is still under way fails by itself: its server is gone.
  await machine.crash();
}

/** Sends all messages that were not acknowledged. Rejects when the server goes. */
async function settleAll(
  machine: Machine,
  wishes: readonly Wish[],
  reached: (step: Step) => void = () => {},
): Promise<void> {
  const due = wishes.filter(({ isAcknowledged }) => !isAcknowledged);
  const byPerson = Map.groupBy(due, ({ from }) => from);
  const done = await Promise.allSettled(
    byPerson.entries().map(([from, own]) => settle(machine, from, own, reached)),
  );
  const failed = done.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

async function settle(
  machine: Machine,
  from: string,
  wishes: readonly Wish[],
  reached: (step: Step) => void,
): Promise<void> {
  const url = `http://127.0.0.1:${machine.port}`;
  const client = await Client.reach(url, { name: from, key: keyOf(from) }, PATIENCE);
  try {
    for (const wish of wishes) await settleOne(url, client, wish, reached);
  } finally {
    client.socket.disconnect();
  }
}

async function settleOne(
  url: string,
  client: Client,
  wish: Wish,
  reached: (step: Step) => void,
): Promise<void> {
  if (wish.file === undefined) await uploadOne(url, wish, reached);
  const files = [wish.file ?? ""];
  const saying = client.socket
    .timeout(PATIENCE)
    .emitWithAck("chuan", { name: wish.from, txt: "" }, { id: wish.id, files });
  reached("said");
  const reply = await saying;
  if (reply.ok) {
    wish.isAcknowledged = true;
    // Of one that was stored before, the file that it has.
    wish.file = reply.meta.files?.[0]?.id ?? "none";
    reached("acknowledged");
  } else if (reply.error.code === "not_found") {
    // A crash took the file: it is sent again.
    delete wish.file;
    await settleOne(url, client, wish, reached);
  } else throw new Error(reply.error.message);
}

async function uploadOne(url: string, wish: Wish, reached: (step: Step) => void): Promise<void> {
  const asked: Upload = { key: keyOf(wish.from), name: `${wish.id}.bin` };
  const pieces = new ReadableStream({
    start(controller) {
      const half = Math.ceil(wish.body.length / 2);
      controller.enqueue(wish.body.slice(0, half));
      reached("begun");
      controller.enqueue(wish.body.slice(half));
      controller.close();
      reached("sent");
    },
  });
  const { reply } = await upload(url, pieces, asked);
  if (!reply.ok && reply.error.code === "rate_limited") {
    await Bun.sleep(reply.error.retryAfter ?? 0);
    return uploadOne(url, wish, reached);
  }
  if (!reply.ok) throw new Error(reply.error.message);
  wish.file = reply.file.id;
  reached("answered");
}

/** Compares what can be read with what was acknowledged, and what is kept with what can be read. */
async function judge(
  keeper: FileKeeper,
  machine: Machine,
  wishes: readonly Wish[],
): Promise<FileVerdict> {
  const server = `http://127.0.0.1:${machine.port}`;
  const faults: string[] = [];
  const told = await allMessages(server);
  const named = new Set<string>();
  for (const { id, files = [] } of told) {
    const wish = wishes.find((one) => one.id === id);
    if (!wish?.isAcknowledged) faults.push(`the message ${id} was never acknowledged`);
    if (files.length !== 1) faults.push(`the message ${id} has ${files.length} files`);
    for (const file of files) {
      named.add(file.id);
      const response = await fetch(`${server}/files/${file.id}/x`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status !== 200) faults.push(`the file of the message ${id} is not there`);
      if (bytes.length !== file.size) faults.push(`the file of the message ${id} is cut off`);
      const etag = `"${hashOf(bytes).slice(0, 32)}"`;
      if (response.headers.get("ETag") !== etag) faults.push(`the hash of ${id} is another one`);
      if (wish && !wish.isPicture && hashOf(wish.body) !== hashOf(bytes))
        faults.push(`the file of the message ${id} has other bytes`);
    }
  }
  const ids = told.map(({ id }) => id);
  for (const { id } of wishes)
    if (ids.filter((one) => one === id).length !== 1)
      faults.push(`the message ${id} is not there once`);
  await machine.crash();
  const left = await keeper.swept();
  for (const id of left) if (!named.has(id)) faults.push(`no message names the file ${id}`);
  for (const id of named) if (!left.includes(id)) faults.push(`the sweep took the file ${id}`);
  return { faults, messages: told.length, files: left.length };
}

const hashOf = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

async function allMessages(url: string) {
  const reader = await Client.connect(url);
  const told = [];
  for (let after = 0; ;) {
    const page = await reader.socket.emitWithAck("history", { room: "lobby", after });
    if (!page.ok) throw new Error(page.error.message);
    told.push(...page.messages);
    const last = page.messages.at(-1);
    if (!last || last.seq === page.head) break;
    after = last.seq;
  }
  reader.socket.disconnect();
  return told;
}
