import { describe, expect, test } from "bun:test";
import { Encoder, PacketType } from "socket.io-parser";
import { strictParser } from "../../src/engine/decoder";

/** The packets that the decoder of a connection makes of its input. */
function decode(...packets: unknown[]): unknown[] {
  const decoder = new strictParser.Decoder();
  const decoded: unknown[] = [];
  decoder.on("decoded", (packet: unknown) => decoded.push(packet));
  for (const packet of packets) decoder.add(packet);
  return decoded;
}

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const listOf = (count: number) => Array(count).fill(0).join(",");

describe("the strict decoder takes", () => {
  test.each([
    ["a CONNECT", "0", { type: PacketType.CONNECT, nsp: "/" }],
    ["a CONNECT to the namespace by its name, as clients for Arduino send it", "0/", { nsp: "/" }],
    ["a CONNECT with an introduction", `0{"name":"ada"}`, { data: { name: "ada" } }],
    ["a DISCONNECT", "1", { type: PacketType.DISCONNECT }],
    ["an event", `2["chuan",{"txt":"a,b"}]`, { data: ["chuan", { txt: "a,b" }] }],
    ["an event that asks for an answer", `212["chuan"]`, { id: 12 }],
    [
      "an event that another language's client has spaced",
      `2[ "chuan", 1 ]`,
      { data: ["chuan", 1] },
    ],
    ["an answer", `30[]`, { type: PacketType.ACK, id: 0 }],
    ["eight arguments", `2["chuan",${listOf(8)}]`, {}],
    ["eight of an answer", `30[${listOf(8)}]`, {}],
    ["six levels", `2["chuan",${nested(5)}]`, {}],
    ["brackets in a string", `2["chuan","${nested(50)}"]`, {}],
    ["quotes in a string", String.raw`2["chuan","\"${nested(50)}\\"]`, {}],
  ])("%s", (_, packet, expected) => {
    expect(decode(packet)).toMatchObject([expected]);
  });

  test("every character that a stock encoder lets through", () => {
    const data = ["chuan", { name: "阿达", txt: '"[{\\,\u2028\u{1f600}\ud800' }, { id: "1" }];
    const [packet] = new Encoder().encode({ type: PacketType.EVENT, nsp: "/", id: 7, data });
    expect(decode(packet)).toMatchObject([{ data, id: 7 }]);
  });
});

describe("the strict decoder refuses", () => {
  test.each([
    ["H1: nine arguments", `2["chuan",${listOf(9)}]`],
    ["H1: 300,000 arguments", `2["chuan",${listOf(300_000)}]`],
    ["H1: nine arguments of an answer", `30[${listOf(9)}]`],
    ["H6: seven levels", `2["chuan",${nested(6)}]`],
    ["H6: 33,000 levels", `2["chuan",${nested(33_000)}]`],
    ["H6: levels of objects", `0${'{"a":'.repeat(7)}1${"}".repeat(7)}`],
    ["H14: a packet with attachments", `51-["chuan",{"_placeholder":true,"num":0}]`],
    ["H14: an answer with attachments", `61-0["chuan",{"_placeholder":true,"num":0}]`],
    ["H14: an attachment", Buffer.from("chuan")],
    ["H20: another namespace", "0/admin,"],
    ["H20: a namespace with no name", "0//"],
    ["H20: a namespace that begins with a parameter", "0/?a"],
    ["H20: an event for another namespace", `2/admin,["chuan"]`],
    ["H20: the main namespace in another spelling", "0/,{}"],
    ["an error, which only servers send", `4{"message":"no"}`],
    ["a packet of no kind", "7"],
    ["nothing", ""],
    ["an event without a list", `2{"a":1}`],
    ["an event without a name", "2[1]"],
    ["a reserved name", `2["disconnect"]`],
    ["an answer to nothing", "3[]"],
    ["an answer to no whole number", `3${"9".repeat(16)}[]`],
    ["a DISCONNECT that says more", `1["chuan"]`],
    ["what is no JSON", `2["chuan"`],
    ["an object that is cut off", `0{`],
  ])("%s", (_, packet) => {
    expect(() => decode(packet)).toThrow();
  });

  test("H2: a second CONNECT", () => {
    expect(() => decode("0", "0")).toThrow();
    expect(() => decode("0", "0/")).toThrow();
    expect(() => decode("0", "1", "0")).toThrow();
  });
});

test("H6: the strict decoder takes one pass over a packet, however it is made", () => {
  const worst = [
    `2["${"\\".repeat(65_000)}`,
    `2["a",${'"",'.repeat(20_000)}`,
    `2["a"${"[".repeat(65_000)}`,
  ];
  for (const packet of worst) expect(() => decode(packet)).toThrow();
});
