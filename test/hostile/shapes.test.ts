import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { UNLIMITED } from "../support/server";
import { Session, Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const EVENTS = [
  "chuan",
  "join",
  "leave",
  "history",
  "typing",
  "rename",
  "people",
  "toString",
  "error",
];

/** Values that a handler may be given instead of the expected ones, as they are on the wire. */
const SHAPES = {
  nothing: [],
  null: ["null"],
  "a number": ["7"],
  "a number too large": ["1e999"],
  "a boolean": ["true"],
  "an array": ["[]"],
  "an array of arrays": ["[[[]]]"],
  "an empty object": ["{}"],
  "a huge string": [JSON.stringify("x".repeat(60_000))],
  "a huge name": [`{"name":${JSON.stringify("x".repeat(60_000))},"txt":"x","room":"lobby"}`],
  "an object whose methods are none": [`{"toString":1,"valueOf":null,"toJSON":"x","then":{}}`],
  "an object that looks like a promise": [`{"then":"x","catch":1}`],
  "a prototype": [`{"__proto__":{"room":"lobby"},"constructor":{"prototype":null}}`],
  "an object as room": [`{"room":{"toString":null},"name":[],"txt":{},"on":"yes","limit":{}}`],
  "a lone surrogate": [`{"room":"\\ud800","name":"\\udfff","txt":"\\ud800"}`],
  "eight of something": Array<string>(8).fill("{}"),
};

/** A packet with an event, or with one that asks for an answer. */
const packetOf = ({ event, args }: { event: string; args: string[] }, id = "") =>
  `42${id}[${[JSON.stringify(event), ...args].join(",")}]`;

const rows = EVENTS.flatMap((event) =>
  Object.entries(SHAPES).map(([shape, args]) => ({ event, shape, args })),
).map((row, id) => ({ ...row, id: String(id) }));

describe("H5: an event whose handler throws", () => {
  test.each([
    ["a missing ack", '42["shout",{"txt":"hello"}]'],
    ["null", '421["shout",null]'],
    ["null, for a handler that waits", '42["store",null]'],
  ])("%s ends stock", async (_, packet) => {
    await using stock = await Victim.start("stock");
    using mallory = await Wire.connect(stock.url);
    mallory.send(packet);
    await stock.exit();
  });
});

describe("H5: chuan answers every event, whatever comes with it", () => {
  let chuan: Victim;
  let mallory: Wire;
  beforeAll(async () => {
    // In it nothing catches what its handlers do not: a fault would end it.
    chuan = await Victim.start("guarded", UNLIMITED);
    mallory = await Wire.connect(chuan.url);
  });
  afterAll(async () => {
    mallory[Symbol.dispose]();
    await chuan[Symbol.asyncDispose]();
  });

  test.each(rows)("$event with $shape, and with an ack", async ({ event, args, id }) => {
    mallory.send(packetOf({ event, args }, id));
    expect(await mallory.hears(`43${id}[`)).toMatch(/^43\d+\[\{"ok":(true|false)/);
  });

  test("events without an ack, all at once, on either transport, cause no fault", async () => {
    const packets = rows
      .filter(({ args }) => args.join().length < 1000)
      .map((row) => packetOf(row));
    using wire = await Wire.connect(chuan.url);
    wire.send(...packets);
    const session = await Session.connect(chuan.url);
    expect((await session.post(packets.join("\x1e"))).status).toBe(200);
    await Promise.all([wire.hears('42["refused"'), session.hears('42["refused"')]);
  });

  test("other clients get replies after all of them", async () => {
    await using ada = await Client.connect(chuan.url);
    expect(await ada.say("hello")).toMatchObject({ ok: true });
  });
});
