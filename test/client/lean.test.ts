/** What the page's script has in place of Socket.IO's own modules does the same with all that is sent here. */
import { expect, test } from "bun:test";
import { Emitter } from "@socket.io/component-emitter";
import * as engineIo from "engine.io-parser";
import * as socketIo from "socket.io-parser";
import { Emitter as LeanEmitter } from "../../src/client/lean/component-emitter";
import * as leanEngineIo from "../../src/client/lean/engine-io-parser";
import * as leanSocketIo from "../../src/client/lean/socket-io-parser";

const PAYLOADS = ["0{}", "1", "2", "2probe", "3", "4", '42["chuan",{"txt":"你好"}]', "5", "6"];
const BROKEN = ["", "7", "9x", "x", " 4"];

test.each([...PAYLOADS, ...BROKEN])(
  "an Engine.IO packet is read as the package does: %j",
  (text) => {
    expect(leanEngineIo.decodePacket(text)).toEqual(engineIo.decodePacket(text) as never);
  },
);

test("Engine.IO packets are written and read together as the package does", () => {
  const packets = leanEngineIo.decodePayload(PAYLOADS.join("\u001e"));
  expect(packets).toEqual(engineIo.decodePayload(PAYLOADS.join("\u001e")) as never);
  const written: string[] = [];
  leanEngineIo.encodePayload(packets, (text) => written.push(text));
  engineIo.encodePayload(packets, (text) => written.push(text));
  expect(written).toEqual([PAYLOADS.join("\u001e"), PAYLOADS.join("\u001e")]);
});

/** The packet that a decoder makes of a text; undefined when it refuses it. */
function decoded(parser: typeof socketIo | typeof leanSocketIo, text: string): unknown {
  const decoder = new parser.Decoder();
  let packet: unknown;
  decoder.on("decoded", (one) => (packet = one));
  try {
    decoder.add(text);
  } catch {
    return undefined;
  }
  return packet;
}

const PACKETS = [
  '0{"sid":"a","pid":"b"}',
  "1",
  '2["tianxiu",{"name":"ada","txt":"1\\n2,/3"},{"seq":12}]',
  '212["chuan",{"name":"林","txt":"你好 👋"}]',
  '30[{"ok":true}]',
  '3456[{"ok":false,"error":{"code":"invalid","message":"no"}}]',
  '4{"message":"no","data":{"code":"unavailable","retryAfter":1000}}',
  '2/admin,7["x"]',
  "1/admin,",
];

test.each(PACKETS)("a Socket.IO packet is read and written as the package does: %s", (text) => {
  const packet = decoded(leanSocketIo, text) as leanSocketIo.SocketPacket;
  expect(packet).toEqual(decoded(socketIo, text) as never);
  expect(new leanSocketIo.Encoder().encode(packet)).toEqual(
    new socketIo.Encoder().encode(packet as never),
  );
});

test.each(["x", "7[]", '2["half'])("what is no Socket.IO packet is refused: %j", (text) => {
  expect(decoded(leanSocketIo, text)).toBeUndefined();
  expect(decoded(socketIo, text)).toBeUndefined();
});

test("Socket.IO's packet types have the package's numbers", () => {
  expect(socketIo.PacketType).toMatchObject(leanSocketIo.PacketType);
  expect([leanSocketIo.protocol, leanEngineIo.protocol]).toEqual([
    socketIo.protocol,
    engineIo.protocol,
  ]);
});

/** What the listeners of an emitter are told, while they come, go and remove each other. */
function told(emitter: LeanEmitter): unknown[] {
  const heard: unknown[] = [];
  const hear =
    (name: string) =>
    (...values: unknown[]) =>
      void heard.push([name, ...values]);
  const [first, second, once] = [hear("first"), hear("second"), hear("once")];
  emitter.on("open", first).on("open", first).on("open", second).once("open", once);
  emitter.once("close", once).on("close", () => emitter.removeListener("close", first));
  emitter.on("close", first);
  for (const event of ["open", "open", "close", "close"]) emitter.emitReserved(event, heard.length);
  emitter.off("open", first).once("open", once).off("open", once).off("open", hear("unknown"));
  emitter.emit("open", "after off", 2);
  emitter.removeAllListeners("open").emitReserved("open").emitReserved("close");
  emitter.off().emitReserved("close").emitReserved("unknown");
  return heard;
}

test("listeners are called and removed as the package does", () => {
  const heard = told(new LeanEmitter());
  expect(heard).toEqual(told(new Emitter() as never));
  expect(heard.length).toBeGreaterThan(10);
});
