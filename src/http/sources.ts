/** Reads the files of the assets: bundled from source now, or from a folder that was built before. */
import { fileURLToPath } from "node:url";
import { PARTS_PATH, type AssetSource } from "./assets";
import { lean } from "./lean";

const PUBLIC = fileURLToPath(new URL("../../public/", import.meta.url));
const PAGE = fileURLToPath(new URL("../page/", import.meta.url));

/** Bundles the page, and reads everything else that is served. Rejects with the bundler's errors. */
export async function bundleSources(): Promise<AssetSource[]> {
  const sources = (await readSources(PUBLIC)).map((source) => lighter(source));
  return [...(await Promise.all(sources)), ...(await bundle()), ...socketIoScripts()];
}

/** The page without indentation, and style sheets without comments and most spaces. Bun's bundler would expand `light-dark`, which makes them longer. */
async function lighter([path, file]: AssetSource): Promise<AssetSource> {
  if (path === "/index.html") return [path, blobOf((await file.text()).replace(/\n\s+/g, "\n"))];
  if (!path.endsWith(".css")) return [path, file];
  const css = (await file.text())
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?|(?<=:) /g, "$1")
    .replaceAll(";}", "}");
  return [path, blobOf(css)];

  function blobOf(text: string): Blob {
    return new Blob([text], { type: file.type });
  }
}

/** Reads every file of a folder. */
export async function readSources(folder: string): Promise<AssetSource[]> {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(folder));
  return paths.map((path) => [`/${path}`, Bun.file(`${folder}/${path}`)]);
}

/** The page's script in chunks, and two scripts that are no modules: one runs before the page is drawn, one is the service worker. */
async function bundle(): Promise<AssetSource[]> {
  const outputs = await Promise.all([
    build({ entrypoints: ["main.tsx"], splitting: true }),
    build({ entrypoints: ["early.ts", "service-worker.ts"], format: "iife" }),
  ]);
  return outputs.flat().map((output) => [output.path.replace(/^\.?\/?/, "/"), output]);
}

/**
 * Keeps all that the page needs at first in one chunk, which is compressed as a whole. The bundler puts what lazy modules
 * share with the page into a chunk of its own, and here one of them imports the whole page, which runs already.
 */
const inOneChunk: Bun.BunPlugin = {
  name: "one chunk",
  setup(builder) {
    builder.onLoad({ filter: /\/lazy\/controls\.ts$/ }, async ({ path }) => ({
      contents: `import ${JSON.stringify("../main")};\n${await Bun.file(path).text()}`,
      loader: "ts",
    }));
  },
};

async function build(config: Bun.BuildConfig): Promise<Bun.BuildArtifact[]> {
  const { outputs } = await Bun.build({
    ...config,
    entrypoints: config.entrypoints.map((file) => PAGE + file),
    naming: { chunk: `.${PARTS_PATH}[name]-[hash].[ext]` },
    minify: true,
    // Every lazy module needs the page's chunk, which is there. Preloading the rest would cost bytes at first load.
    modulePreload: false,
    target: "browser",
    plugins: [lean, inOneChunk],
    // Otherwise Socket.IO's debug logging is bundled, a tenth of the script.
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputs;
}

function socketIoScripts(): AssetSource[] {
  // The package does not export its browser files, so they are found by the path of its entry.
  const folder = new URL("./client-dist/", import.meta.resolve("socket.io"));
  const names = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"];
  return names
    .flatMap((name) => [name, `${name}.map`])
    .map((name) => [`/socket.io/${name}`, Bun.file(new URL(name, folder))]);
}
