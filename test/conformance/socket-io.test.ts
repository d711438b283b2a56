/** What the public test suite of the Socket.IO protocol, revision 5, asks of a server above Engine.IO. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { serveEngine } from "../engine/serve-engine";
import { ReadByRead } from "./raw";
import { Polling, Wire } from "./wire";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serveEngine>>;
let address: string;

beforeAll(async () => {
  server = await serveEngine();
  for (const name of ["/", "/custom"])
    server.io.of(name).on("connection", (socket) => {
      socket.emit("auth", socket.handshake.auth);
      socket.on("message", (...args: unknown[]) => socket.emit("message-back", ...args));
      socket.on("message-with-ack", (...args: unknown[]) => {
        const ack = args.pop() as (...reply: unknown[]) => void;
        ack(...args);
      });
    });
  address = `${server.url}/socket.io/?EIO=4&transport=websocket`;
});

afterAll(() => server[Symbol.asyncDispose]());

/** A WebSocket past the handshake of Engine.IO. */
async function opened(): Promise<Wire> {
  const wire = await Wire.open(address);
  await wire.next();
  return wire;
}

/** A WebSocket in the main namespace. */
async function connected(): Promise<Wire> {
  const wire = await opened();
  wire.send("40");
  await wire.next();
  await wire.next();
  return wire;
}

describe("connect", () => {
  const entrances = {
    "the main namespace": ["40", "40", '42["auth",{}]'],
    "the main namespace with a payload": ['40{"token":"123"}', "40", '42["auth",{"token":"123"}]'],
    "another namespace": ["40/custom,", "40/custom,", '42/custom,["auth",{}]'],
    "another namespace with a payload": [
      '40/custom,{"token":"abc"}',
      "40/custom,",
      '42/custom,["auth",{"token":"abc"}]',
    ],
  };
  for (const [what, [request, answer, auth]] of Object.entries(entrances))
    test(`a client connects to ${what}`, async () => {
      using wire = await opened();
      wire.send(request!);
      const packet = await wire.text();
      expect(packet).toStartWith(answer!);
      expect(JSON.parse(packet.slice(answer!.length))).toEqual({ sid: expect.any(String) });
      expect(await wire.next()).toBe(auth!);
    });

  test("a namespace that does not exist refuses a CONNECT", async () => {
    using wire = await opened();
    wire.send("40/random");
    expect(await wire.next()).toBe('44/random,{"message":"Invalid namespace"}');
  });

  test("a malformed CONNECT ends the connection", async () => {
    using wire = await opened();
    wire.send("4abc");
    await wire.closed();
  });

  test("a connection that sends no CONNECT is ended", async () => {
    await using impatient = await serveEngine({ stepTimeout: 300 });
    using wire = await Wire.open(address.replace(server.url, impatient.url));
    await wire.next();
    await wire.closed();
  });
});

/** A session that is upgraded to a WebSocket before its CONNECT. */
async function upgraded(): Promise<ReadByRead> {
  const polling = address.replace("=websocket", "=polling");
  const { sid } = await Polling.open(polling);
  const wire = await ReadByRead.open(`${address}&sid=${sid}`);
  wire.send("2probe", "5");
  await wire.upTo("3probe");
  return wire;
}

describe("answer to CONNECT", () => {
  const wires = {
    "a WebSocket": () => ReadByRead.open(address),
    "a WebSocket after an upgrade": upgraded,
  };
  for (const [how, open] of Object.entries(wires)) {
    test(`the answer to CONNECT leaves by itself over ${how}, and the first event after it`, async () => {
      using wire = await open();
      wire.send("40");
      const [answer, ...reads] = await wire.upTo('42["auth"');
      expect(answer).toEqual([expect.stringMatching(/^40\{"sid":"[^"]+"\}$/)]);
      expect(reads).toEqual([['42["auth",{}]']]);
    });

    test(`the answers to two CONNECTs that come together leave over ${how} apart from everything else`, async () => {
      using wire = await open();
      wire.send("40", '42["message",1]', "40/custom,", '42/custom,["message",2]');
      const reads = await wire.upTo('42/custom,["message-back"');
      expect(reads.map((read) => read.map((frame) => frame.replace(/\{"sid.*/, "")))).toEqual([
        ["40"],
        ['42["auth",{}]', '42["message-back",1]'],
        ["40/custom,"],
        ['42/custom,["auth",{}]', '42/custom,["message-back",2]'],
      ]);
    });

    test(`a broadcast in the turn of a CONNECT leaves over ${how} after the answer and the events before it`, async () => {
      using wire = await open();
      const tellAll = () => server.io.emit("everybody");
      server.io.once("connection", tellAll);
      wire.send("40");
      const frames = (await wire.upTo('42["everybody"')).flat();
      expect(frames.map((frame) => frame.slice(0, 6))).toEqual(['40{"si', '42["au', '42["ev']);
    });
  }

  test("the answer to CONNECT is the only packet in the body of a poll", async () => {
    const session = await Polling.open(address.replace("=websocket", "=polling"));
    await session.post(["40", "40/custom,"].join("\u001e"));
    const bodies: string[][] = [];
    while (bodies.flat().length < 4)
      bodies.push((await (await session.poll()).text()).split("\u001e"));
    expect(bodies.map((body) => body.map((packet) => packet.replace(/\{"sid.*/, "")))).toEqual([
      ["40"],
      ['42["auth",{}]'],
      ["40/custom,"],
      ['42/custom,["auth",{}]'],
    ]);
  });
});

describe("disconnect", () => {
  test("a client that has left the main namespace receives nothing more from it", async () => {
    using wire = await connected();
    wire.send("41", "40/custom,");
    expect(await wire.text()).toStartWith("40/custom,");
    expect(await wire.text()).toStartWith('42/custom,["auth"');
    server.io.emit("not for those who left");
    wire.send('42/custom,["message","on"]');
    expect(await wire.next()).toBe('42/custom,["message-back","on"]');
  });

  test("a client that leaves one namespace stays in another", async () => {
    using wire = await connected();
    wire.send("40/custom");
    await wire.next();
    await wire.next();
    wire.send("41/custom", '42["message","to the main namespace"]');
    expect(await wire.next()).toBe('42["message-back","to the main namespace"]');
  });
});

describe("message", () => {
  test("text comes back unchanged", async () => {
    using wire = await connected();
    wire.send('42["message",1,"2",{"3":[true]}]');
    expect(await wire.next()).toBe('42["message-back",1,"2",{"3":[true]}]');
  });

  test("text is acknowledged", async () => {
    using wire = await connected();
    wire.send('42456["message-with-ack",1,"2",{"3":[false]}]');
    expect(await wire.next()).toBe('43456[1,"2",{"3":[false]}]');
  });

  const attachments = [Uint8Array.from([1, 2, 3]), Uint8Array.from([4, 5, 6])];
  const placeholders = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
  const binaries = {
    "comes back as it was": [
      `452-["message",${placeholders}]`,
      `452-["message-back",${placeholders}]`,
    ],
    "is acknowledged": [`452-789["message-with-ack",${placeholders}]`, `462-789[${placeholders}]`],
  };
  for (const [what, [sent, expected]] of Object.entries(binaries))
    test(`binary ${what}`, async () => {
      using wire = await connected();
      wire.send(sent!, ...attachments);
      expect(await wire.next()).toBe(expected!);
      for (const { buffer } of attachments) expect(await wire.next()).toEqual(buffer);
    });

  const broken = {
    "an unknown type": "4abc",
    "no list of arguments": "42{}",
    "an acknowledgement that is no number": '42abc["message-with-ack",1,"2",{"3":[false]}]',
  };
  for (const [what, packet] of Object.entries(broken))
    test(`a packet with ${what} ends the connection`, async () => {
      using wire = await connected();
      wire.send(packet);
      await wire.closed();
    });
});
