import { expect, setDefaultTimeout, test } from "bun:test";
import { scenarios } from "./differential/documented/scenarios";
import { type Kind, Stage, type Transport } from "./differential/documented/stage";

setDefaultTimeout(60_000);

async function observe(name: string, kind: Kind, transport: Transport): Promise<string[]> {
  const scenario = scenarios[name]!;
  await using stage = new Stage(kind, transport, scenario.options);
  await scenario.play(stage);
  return stage.observed;
}

for (const transport of ["websocket", "polling"] as const)
  test.concurrent.each(Object.keys(scenarios))(
    `over ${transport}, a program that uses %s behaves as on Socket.IO's own engine for Bun`,
    async (name) => {
      const expected = await observe(name, "stock", transport);
      expect(expected.length).toBeGreaterThan(1);
      expect(await observe(name, "own", transport)).toEqual(expected);
    },
  );
