/** Carries out a Dockerfile's own steps in an empty folder: strict, so that what it does not know fails. */
import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Image {
  /** The image that it is built from. */
  from: string;
  command: string[];
  env: Record<string, string>;
  workdir: string;
  /** The command that says whether the server is well. */
  health: string[];
  /** The numeric id of the user that runs the command. */
  user: string;
  /** The folder that stands for `/`. */
  root: string;
}

interface Build extends Image {
  /** The folder that is built from. */
  context: string;
  /** Where each stage that has a name was built. */
  stages: Map<string, string>;
}

type Step = (build: Build, args: string) => void | Promise<void>;

/** Builds `context` in the empty folder `folder`. Throws at the first step that fails or is unknown. */
export async function buildImage(context: string, folder: string): Promise<Image> {
  const build: Build = { ...blank(folder), context, stages: new Map() };
  for (const [instruction, args] of instructionsOf(
    await Bun.file(`${context}/Dockerfile`).text(),
  )) {
    const step = Object.hasOwn(steps, instruction) ? steps[instruction] : undefined;
    if (!step)
      throw new Error(`the Dockerfile has an instruction that is not known: ${instruction}`);
    await step(build, args);
  }
  return build;
}

/** A stage before its first step. */
function blank(root: string): Image {
  return { from: "", command: [], health: [], env: {}, workdir: root, user: "0", root };
}

function instructionsOf(text: string): [instruction: string, args: string][] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]);
}

const steps: Record<string, Step> = {
  async FROM(build, args) {
    const [from = "", , name] = args.split(" ");
    const folder = build.from === "" ? build.root : dirname(build.root);
    Object.assign(build, blank(join(folder, name ?? "image")), { from });
    if (name) build.stages.set(name, build.root);
    // What the base image brings: Bun, for any user.
    const bun = join(build.root, "usr/local/bin/bun");
    await mkdir(dirname(bun), { recursive: true });
    await cp(process.execPath, bun, { dereference: true });
  },

  async WORKDIR(build, args) {
    build.workdir = inside(build, args);
    await mkdir(build.workdir, { recursive: true });
  },

  ENV(build, args) {
    const [name, value] = args.split("=", 2);
    if (!name || value === undefined) throw new Error(`ENV must be NAME=value: ${args}`);
    build.env[name] = inside(build, value);
  },

  async COPY(build, args) {
    const paths = args.split(" ");
    const to = join(build.workdir, paths.pop() ?? "");
    const stage = build.stages.get(/^--from=(\w+)$/.exec(paths[0] ?? "")?.[1] ?? "");
    if (stage) return cp(join(stage, paths[1] ?? ""), to, { recursive: true });
    for (const path of paths) {
      const isFolder = !args.endsWith("/") && !path.includes(".");
      if (!(await isInContext(build, path))) throw new Error(`.dockerignore leaves out ${path}`);
      await cp(join(build.context, path), isFolder ? to : join(to, path), { recursive: true });
    }
  },

  async RUN(build, args) {
    const ran = Bun.spawn(["sh", "-euc", inside(build, args)], {
      cwd: build.workdir,
      env: { ...process.env, ...environmentOf(build) },
      stderr: "pipe",
    });
    if ((await ran.exited) !== 0)
      throw new Error(`RUN ${args} failed: ${await new Response(ran.stderr).text()}`);
  },

  USER(build, args) {
    if (!/^[1-9]\d*$/.test(args)) throw new Error(`USER must be the number of a user, not ${args}`);
    build.user = args;
  },

  EXPOSE(_, args) {
    if (args !== "3000") throw new Error(`EXPOSE ${args} is not the default PORT`);
  },

  HEALTHCHECK(build, args) {
    const command = /^(?:--[a-z-]+=\d+s )*CMD (\[.*\])$/.exec(args)?.[1];
    if (!command) throw new Error(`HEALTHCHECK must be options and CMD [...]: ${args}`);
    build.health = JSON.parse(command) as string[];
  },

  CMD(build, args) {
    // The exec form is JSON; the shell form would put a shell between the signal and the server.
    build.command = JSON.parse(args) as string[];
  },
};

/** The environment of a process in the image. */
export function environmentOf({ env, root }: Pick<Build, "env" | "root">): Record<string, string> {
  return { ...env, PATH: `${root}/usr/local/bin:/usr/bin:/bin` };
}

/** Absolute paths of the image, as they are on this machine. */
function inside({ root }: Build, text: string): string {
  return text.replace(/(^|[\s:])\/(?=app|build|data)/g, `$1${root}/`);
}

async function isInContext({ context }: Build, path: string): Promise<boolean> {
  const ignored = await Bun.file(`${context}/.dockerignore`).text();
  return ignored.split("\n").includes(`!${path}`);
}
