/** Where the assets come from: from source, bundled here and now, or from a folder in which that was done before. */
import { fileURLToPath } from "node:url";
import type { Source } from "./assets";

const PUBLIC = fileURLToPath(new URL("../../public/", import.meta.url));
const CLIENT = fileURLToPath(new URL("../client/", import.meta.url));

/** Everything from source. Rejects with what the bundler found wrong with the page's code. */
export async function bundleSources(): Promise<Source[]> {
  return [...(await readSources(PUBLIC)), ...(await bundle()), ...socketIoScripts()];
}

/** Every file of a folder. */
export async function readSources(folder: string): Promise<Source[]> {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(folder));
  return paths.map((path) => [`/${path}`, Bun.file(`${folder}/${path}`)]);
}

/** The page's script, and two that are no modules: one runs before the page is drawn, one without a page. */
async function bundle(): Promise<Source[]> {
  const [main, others] = await Promise.all([
    build(["main.tsx"], "esm"),
    build(["early.ts", "service-worker.ts"], "iife"),
  ]);
  return [...main, ...others].map((output) => [output.path.replace(/^\.?\/?/, "/"), output]);
}

async function build(files: string[], format: "esm" | "iife"): Promise<Bun.BuildArtifact[]> {
  const entrypoints = files.map((file) => CLIENT + file);
  const { outputs } = await Bun.build({ entrypoints, format, minify: true, target: "browser" });
  return outputs;
}

function socketIoScripts(): Source[] {
  // The package has no export for its browser files, so they are found beside one that it has.
  const folder = new URL("./client-dist/", import.meta.resolve("socket.io"));
  const names = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"];
  return names
    .flatMap((name) => [name, `${name}.map`])
    .map((name) => [`/socket.io/${name}`, Bun.file(new URL(name, folder))]);
}
