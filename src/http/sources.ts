/** Where the assets come from: from source, bundled here and now, or from a folder in which that was done before. */
import { fileURLToPath } from "node:url";
import { PARTS, type Source } from "./assets";
import { lean } from "./lean";

const PUBLIC = fileURLToPath(new URL("../../public/", import.meta.url));
const PAGE = fileURLToPath(new URL("../page/", import.meta.url));

/** Everything from source. Rejects with what the bundler found wrong with the page's code. */
export async function bundleSources(): Promise<Source[]> {
  const sources = (await readSources(PUBLIC)).map((source) => withLeanStyle(source));
  return [...(await Promise.all(sources)), ...(await bundle()), ...socketIoScripts()];
}

/** A style sheet without comments and most spaces. The bundler would write out its `light-dark`, which makes it longer. */
async function withLeanStyle([path, file]: Source): Promise<Source> {
  if (!path.endsWith(".css")) return [path, file];
  const css = (await file.text())
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?|(?<=:) /g, "$1")
    .replaceAll(";}", "}");
  return [path, new Blob([css], { type: file.type })];
}

/** Every file of a folder. */
export async function readSources(folder: string): Promise<Source[]> {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(folder));
  return paths.map((path) => [`/${path}`, Bun.file(`${folder}/${path}`)]);
}

/** The page's script in parts, and two that are no modules: one runs before the page is drawn, one without a page. */
async function bundle(): Promise<Source[]> {
  const outputs = await Promise.all([
    build({ entrypoints: ["main.tsx"], splitting: true }),
    build({ entrypoints: ["early.ts", "service-worker.ts"], format: "iife" }),
  ]);
  return outputs.flat().map((output) => [output.path.replace(/^\.?\/?/, "/"), output]);
}

async function build(config: Bun.BuildConfig): Promise<Bun.BuildArtifact[]> {
  const { outputs } = await Bun.build({
    ...config,
    entrypoints: config.entrypoints.map((file) => PAGE + file),
    naming: { chunk: `.${PARTS}[name]-[hash].[ext]` },
    minify: true,
    target: "browser",
    plugins: [lean],
    // Else Socket.IO's parser brings what it logs for its own developers, a tenth of the script.
    define: { "process.env.NODE_ENV": '"production"' },
  });
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
