import { expect, test } from "bun:test";
import type { Item } from "../../src/archive/archive";
import { fromLines } from "../../src/archive/lines";
import { rejection } from "../support/rejection";

const FIRST = `{"chuan":"archive","version":1}`;
const room = (name: string, head: number) => JSON.stringify({ room: name, head, at: 1 });
const message = (name: string, seq: number) =>
  JSON.stringify({ room: name, seq, id: `i${seq}`, from: "ada", name: "ada", txt: "hello", at: 1 });
const last = (rooms: number, messages: number) => JSON.stringify({ end: { rooms, messages } });

async function* each(lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

function read(lines: string[]): Promise<Item[]> {
  return Array.fromAsync(fromLines(each(lines)));
}

test("a whole archive is read", async () => {
  const lines = [FIRST, room("a", 2), message("a", 1), message("a", 2), room("b", 0), last(2, 2)];
  expect(await read(lines)).toHaveLength(4);
});

test.each([
  ["nothing", [], "ends after line 0"],
  ["something else", ["{}"], "line 1: an archive begins with"],
  ["a later version", [`{"chuan":"archive","version":2}`], "line 1: an archive begins with"],
  ["no last line", [FIRST, room("a", 0)], "ends after line 2"],
  ["a line that is no JSON", [FIRST, "{"], "line 2: "],
  ["a line of no known kind", [FIRST, `{"room":"a"}`], "line 2: "],
  ["a number as text", [FIRST, `{"room":"a","head":1,"at":"1"}`], "line 2: "],
  ["a seq as text", [FIRST, room("a", 1), `{"room":"a","seq":"5"}`], 'line 3: seq is "5", and'],
  ["a negative head", [FIRST, room("a", -1)], "line 2: head is -1, and should be >=0"],
  ["a message without its text", [FIRST, `{"room":"a","seq":5,"id":"x"}`], "line 2: from is"],
  ["a further key", [FIRST, `{"room":"a","head":1,"at":1,"x":1}`], 'line 2: x is "x", and'],
  ["a line that is a number", [FIRST, "5"], "line 2: the line is 5, and should be Object"],
  ["a number that is none", [FIRST, room("a", 1), message("a", 0)], "line 3: "],
  ["a hole", [FIRST, room("a", 3), message("a", 1), message("a", 3)], "line 4: a has 3 where 2"],
  ["a number twice", [FIRST, room("a", 3), message("a", 1), message("a", 1)], "line 4: a has 1"],
  ["a message above the head", [FIRST, room("a", 1), message("a", 2)], "line 3: a has 2, but"],
  ["a message of another room", [FIRST, room("a", 1), message("b", 1)], "line 3: a message of b"],
  ["a message without a room", [FIRST, message("a", 1)], "line 2: a message of a"],
  ["a room twice", [FIRST, room("a", 0), room("a", 0)], "line 3: the room a is here twice"],
  [
    "a room that ends early",
    [FIRST, room("a", 2), message("a", 1), last(1, 1)],
    "line 4: a has nothing after 1",
  ],
  ["fewer than it says", [FIRST, room("a", 1), last(1, 1)], "line 3: there should be 1 rooms"],
  ["more after its end", [FIRST, last(0, 0), room("a", 0)], "line 3: nothing may follow"],
])("an archive with %s is refused with the line that is wrong", async (_, lines, said) => {
  expect(String(await rejection(read(lines)))).toContain(said);
});
