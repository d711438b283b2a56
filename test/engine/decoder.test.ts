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

describe("accepted packets", () => {
  test.each([
    ["a CONNECT", "0", { type: PacketType.CONNECT, nsp: "/" }],
    ["a CONNECT to the namespace by its name, as clients for Arduino send it", "0/", { nsp: "/" }],
    ["a CONNECT with an introduction", `0{"name":"ada"}`, { data: { name: "ada" } }],
    ["a DISCONNECT", "1", { type: PacketType.DISCONNECT }],
    ["an event", `2["chuan",{"txt":"a,b"}]`, { data: ["chuan", { txt: "a,b" }] }],
    ["an event that asks for an acknowledgement", `212["chuan"]`, { id: 12 }],
    [
      "an event with spaces, as clients in other languages send it",
      `2[ "chuan", 1 ]`,
      { data: ["chuan", 1] },
    ],
    ["an answer", `30[]`, { type: PacketType.ACK, id: 0 }],
    ["eight arguments", `2["chuan",${listOf(8)}]`, {}],
    ["eight of an answer", `30[${listOf(8)}]`, {}],
    ["six levels", `2["chuan",${nested(5)}]`, {}],
    ["brackets in a string", `2["chuan","${nested(50)}"]`, {}],
    ["quotes in a string", String.raw`2["chuan","\"${nested(50)}\\"]`, {}],
  ])("the strict decoder accepts %s", (_, packet, expected) => {
    expect(decode(packet)).toMatchObject([expected]);
  });

  test("the strict decoder accepts every character that a stock encoder writes", () => {
    const data = ["chuan", { name: "阿达", txt: '"[{\\,\u2028\u{1f600}\ud800' }, { id: "1" }];
    const [packet] = new Encoder().encode({ type: PacketType.EVENT, nsp: "/", id: 7, data });
    expect(decode(packet)).toMatchObject([{ data, id: 7 }]);
  });
});

describe("refused packets", () => {
  test.each([
    ["nine arguments (H1)", `2["chuan",${listOf(9)}]`],
    ["300,000 arguments (H1)", `2["chuan",${listOf(300_000)}]`],
    ["nine arguments of an answer (H1)", `30[${listOf(9)}]`],
    ["seven levels (H6)", `2["chuan",${nested(6)}]`],
    ["33,000 levels (H6)", `2["chuan",${nested(33_000)}]`],
    ["levels of objects (H6)", `0${'{"a":'.repeat(7)}1${"}".repeat(7)}`],
    ["a packet with attachments (H14)", `51-["chuan",{"_placeholder":true,"num":0}]`],
    ["an answer with attachments (H14)", `61-0["chuan",{"_placeholder":true,"num":0}]`],
    ["an attachment (H14)", Buffer.from("chuan")],
    ["another namespace (H20)", "0/admin,"],
    ["a namespace with no name (H20)", "0//"],
    ["a namespace that begins with a parameter (H20)", "0/?a"],
    ["an event for another namespace (H20)", `2/admin,["chuan"]`],
    ["the main namespace in another spelling (H20)", "0/,{}"],
    ["an error, which only servers send", `4{"message":"no"}`],
    ["a packet of an unknown type", "7"],
    ["nothing", ""],
    ["an event without a list", `2{"a":1}`],
    ["an event without a name", "2[1]"],
    ["a reserved name", `2["disconnect"]`],
    ["an answer to nothing", "3[]"],
    ["an answer to a number that is not whole", `3${"9".repeat(16)}[]`],
    ["a DISCONNECT with further data", `1["chuan"]`],
    ["invalid JSON", `2["chuan"`],
    ["an object that is cut off", `0{`],
  ])("the strict decoder refuses %s", (_, packet) => {
    expect(() => decode(packet)).toThrow();
  });

  test("H2: the strict decoder refuses a second CONNECT", () => {
    expect(() => decode("0", "0")).toThrow();
    expect(() => decode("0", "0/")).toThrow();
    expect(() => decode("0", "1", "0")).toThrow();
  });
});

test("H6: the strict decoder reads any packet in one pass", () => {
  const worst = [
    `2["${"\\".repeat(65_000)}`,
    `2["a",${'"",'.repeat(20_000)}`,
    `2["a"${"[".repeat(65_000)}`,
  ];
  for (const packet of worst) expect(() => decode(packet)).toThrow();
});
