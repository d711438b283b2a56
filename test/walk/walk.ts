/** `bun run walk`: one walk of what a person does, in three engines. `--help` says more. */
import { parseArgs } from "node:util";
import { fill } from "../browser/people";
import { Client } from "../support/client";
import { serveInProcess } from "../support/process";
import { UNLIMITED } from "../support/server";
import { chromium } from "./chromium";
import { TWO } from "./devices";
import type { Engine, Hands } from "./engine";
import { firefox } from "./firefox";
import { Person } from "./person";
import { SHARED } from "./members";
import { HISTORY, type Scene, type Step } from "./scene";
import { ARABIC, WALK } from "./steps";
import { webkit } from "./webkit";

const ENGINES = [chromium, firefox, webkit];

const HELP = `bun run walk [--engine NAME]... [--pictures FOLDER] [--all]
  --engine    chromium, firefox or webkit: only these
  --pictures  keep pictures of the page in a folder
  --all       an engine that is not installed is a failure`;

const { values } = parseArgs({
  options: {
    engine: { type: "string", multiple: true },
    pictures: { type: "string" },
    all: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.help) say(HELP);
else process.exitCode = await walkAll();

/** Returns the exit code. */
async function walkAll(): Promise<number> {
  let failures = 0;
  for (const engine of ENGINES) {
    if (values.engine && !values.engine.includes(engine.name.toLowerCase())) continue;
    const missing = await engine.missing();
    if (missing) {
      say(`${engine.name} is not installed: ${missing}`);
      failures += values.all ? 1 : 0;
      continue;
    }
    failures += (await walk(engine)) ? 0 : 1;
  }
  return failures === 0 ? 0 : 1;
}

async function walk(engine: Engine): Promise<boolean> {
  const begun = performance.now();
  const isThrough = await walkIn(engine);
  if (isThrough)
    say(`${engine.name}: walked in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return isThrough;
}

async function walkIn(engine: Engine): Promise<boolean> {
  await using server = await serveInProcess({ ...UNLIMITED, LOG_LEVEL: "info" });
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who walks along",
    name: "林",
  });
  await fill(server.url, HISTORY, "archive");
  await using english = await engine.open("en");
  const ada = new Person(english, server.url);
  if (!(await go(engine, WALK, { server, lin, ada, picture: pictures(engine, ada) }))) return false;
  await using arabic = await engine.open("ar");
  const noor = new Person(arabic, server.url);
  if (!(await go(engine, ARABIC, { server, lin, ada: noor, picture: pictures(engine, noor) })))
    return false;
  if (!(await share(engine, english, arabic))) return false;
  return await carry(engine, english);
}

/** The same two browsers on a server by invitation, where nobody has been yet. */
async function share(engine: Engine, english: Hands, arabic: Hands): Promise<boolean> {
  await using server = await serveInProcess({
    ...UNLIMITED,
    LOG_LEVEL: "info",
    ACCESS: "invited",
  });
  const ada = new Person(english, server.url);
  const noor = new Person(arabic, server.url);
  const ownersLink = await server.inviteOwner();
  return await go(engine, SHARED, { ada, noor, ownersLink, picture: pictures(engine, ada) });
}

/** One person on two devices: this browser, and one of another engine, if there is one. */
async function carry(engine: Engine, english: Hands): Promise<boolean> {
  await using server = await serveInProcess({ ...UNLIMITED, LOG_LEVEL: "info" });
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who is written to",
    name: "lin",
  });
  await using arabic = await (await otherThan(engine)).open("ar");
  const ada = new Person(english, server.url);
  const desk = new Person(arabic, server.url);
  const scene = { ada, desk, lin, rekeyLink: (from: string) => server.rekey(from) };
  const [here, there] = [ada, desk].map((who) => pictures(engine, who));
  const picture = async (of: string) => {
    await here?.(`two-${of}`);
    await there?.(`two-${of}-ar`);
  };
  return await go(engine, TWO, { ...scene, picture });
}

/** The next engine that is installed. */
async function otherThan(engine: Engine): Promise<Engine> {
  const first = ENGINES.indexOf(engine) + 1;
  for (const other of [...ENGINES.slice(first), ...ENGINES.slice(0, first)])
    if (!(await other.missing())) return other;
  return engine;
}

/** Keeps pictures of what somebody sees, if pictures are wanted. */
function pictures(engine: Engine, who: Person): Scene["picture"] {
  return async (of) => {
    if (values.pictures)
      await Bun.write(`${values.pictures}/${engine.name}-${of}.png`, await who.hands.picture());
  };
}

/** Goes through the steps, and returns whether all were done. */
async function go<Around extends Pick<Scene, "picture">>(
  engine: Engine,
  steps: readonly Step<Around>[],
  scene: Around,
): Promise<boolean> {
  for (const [what, act] of steps) {
    const begun = performance.now();
    try {
      await act(scene);
      say(`${engine.name}: ${what} (${Math.round(performance.now() - begun)} ms)`);
    } catch (error) {
      await scene.picture("failed");
      say(
        `${engine.name}: FAILED to ${what}: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
  }
  return true;
}
