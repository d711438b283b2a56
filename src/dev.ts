/**
 * `bun run dev`: the server, started again on every change. `bun --watch` watches what was imported,
 * and nothing imports the page: its sources are read here as text, for no other reason.
 */
for (const folder of ["client", "../public"]) {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(`${import.meta.dir}/${folder}`));
  await Promise.all(paths.map((path) => import(`./${folder}/${path}`, { with: { type: "text" } })));
}
await import("./main");
