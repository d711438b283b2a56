/** Archives whose lines do not fit together, and lines of a wrong shape. */
import { expect, test } from "bun:test";
import { rejection } from "../../support/rejection";
import { FIRST, last, message, read, room } from "./lines-parts";

const CLOSED = `~${"c".repeat(22)}`;
const profile = (more = {}) => JSON.stringify({ room: CLOSED, kind: "closed", at: 1, ...more });
const member = (more = {}) =>
  JSON.stringify({ room: CLOSED, from: "ada", name: "ada", rank: "owner", ...more });
const invitation = (more = {}) =>
  JSON.stringify({
    id: "0123456789abcdef",
    hash: "0".repeat(64),
    room: CLOSED,
    rank: "member",
    at: 1,
    until: 2,
    uses: 1,
    used: 0,
    ...more,
  });
const EMPTY = new Bun.CryptoHasher("sha256").digest("hex");
/** A file of no bytes. */
const file = (more = {}) =>
  JSON.stringify({
    file: "A".repeat(22),
    room: "lobby",
    from: "ada",
    name: "a.png",
    type: "image/png",
    size: 0,
    at: 1,
    sha256: EMPTY,
    ...more,
  });

test("a complete archive is read", async () => {
  const lines = [FIRST, room("a", 2), message("a", 1), message("a", 2), room("b", 0), last(2, 2)];
  expect(await read(lines)).toHaveLength(4);
});

test.each([
  ["nothing", [], "ends after line 0"],
  ["something else", ["{}"], "line 1: an archive begins with"],
  ["a later version", [`{"chuan":"archive","version":6}`], "line 1: an archive begins with"],
  ["no last line", [FIRST, room("a", 0)], "ends after line 2"],
  ["a line that is no JSON", [FIRST, "{"], "line 2: "],
  ["a room after people", [FIRST, profile(), room("a", 0)], "line 3: nothing of a room may follow"],
  ["a room after names", [FIRST, `{"key":"ada"}`, room("a", 0)], "line 3: nothing of a room"],
  ["a direct room without ~", [FIRST, profile({ kind: "direct", room: "a" })], "line 2: an open"],
  ["an open room with ~", [FIRST, profile({ kind: "open" })], "line 2: an open room has a name"],
  ["a closed room without ~", [FIRST, profile({ room: "a" })], "line 2: an open room has a name"],
  [
    "a room of no valid name",
    [FIRST, profile({ room: "~a" })],
    "line 2: room is no name of a room",
  ],
  [
    "a lobby that is dissolved",
    [FIRST, profile({ room: "lobby", kind: "open", isDissolved: true })],
    "line 2: neither the lobby nor the server",
  ],
  [
    "a server that is dissolved",
    [FIRST, profile({ room: "~server", isDissolved: true })],
    "line 2: neither the lobby nor the server",
  ],
  ["an owner of the lobby", [FIRST, member({ room: "lobby" })], "line 2: nobody belongs"],
  ["an invitation to the lobby", [FIRST, invitation({ room: "lobby" })], "line 2: nobody belongs"],
  ["access to a room", [FIRST, profile({ access: "open" })], "line 2: access is the server's"],
  [
    "a title that is too long",
    [FIRST, profile({ title: "x".repeat(61) })],
    "line 2: title is longer",
  ],
  ["a title of two lines", [FIRST, profile({ title: "a\nb" })], "line 2: title has a line break"],
  ["an unknown kind", [FIRST, profile({ kind: "secret" })], "line 2: kind is "],
  ["an unknown rank", [FIRST, member({ rank: "god" })], "line 2: rank is "],
  ["a member without an id", [FIRST, member({ from: "a b" })], "line 2: from is no public id"],
  ["a token", [FIRST, invitation({ hash: "t".repeat(22) })], "line 2: hash is no SHA-256"],
  ["an id of no invitation", [FIRST, invitation({ id: "x" })], "line 2: id is no invitation's"],
  ["too many uses", [FIRST, invitation({ uses: 1001 })], "line 2: uses is 1001, and"],
  [
    "fewer people than there should be",
    [
      FIRST,
      profile(),
      member(),
      JSON.stringify({ end: { rooms: 0, messages: 0, profiles: 1, members: 2 } }),
    ],
    "line 4: there should be 0 rooms, 0 messages, 1 profiles and 2 members, but there are 0 rooms, 0 messages, 1 profiles and 1 members",
  ],
  ["a key that is none", [FIRST, `{"key":"a b"}`], "line 2: from is no public id"],
  ["a key itself", [FIRST, `{"key":"ada","secret":"x"}`], "line 2: secret is"],
  ["a name of nobody", [FIRST, `{"claimed":"ada","name":"Ada"}`], "line 2: from is undefined"],
  ["an unknown level", [FIRST, `{"room":"a","from":"b","level":"loud"}`], "line 2: level is"],
  ["a mark in no room", [FIRST, `{"room":"","from":"b","seen":1}`], "line 2: room is no name"],
  ["an unknown reach", [FIRST, `{"settings":"ada","direct":"all"}`], "line 2: direct is"],
  ["a block of nobody", [FIRST, `{"blocked":"ada"}`], "line 2: from is undefined"],
  [
    "fewer names than there should be",
    [FIRST, JSON.stringify({ end: { rooms: 0, messages: 0, names: 1 } })],
    "line 2: there should be 0 rooms, 0 messages and 1 names, but there are 0 rooms and 0 messages",
  ],
  ["a line of no known kind", [FIRST, `{"room":"a"}`], "line 2: "],
  ["a number as text", [FIRST, `{"room":"a","head":1,"at":"1"}`], "line 2: "],
  ["a seq as text", [FIRST, room("a", 1), `{"room":"a","seq":"5"}`], 'line 3: seq is "5", and'],
  ["a negative head", [FIRST, room("a", -1)], "line 2: head is -1, and should be >=0"],
  ["a message without its text", [FIRST, `{"room":"a","seq":5,"id":"x"}`], "line 2: from is"],
  ["a further key", [FIRST, `{"room":"a","head":1,"at":1,"x":1}`], 'line 2: x is "x", and'],
  ["a line that is a number", [FIRST, "5"], "line 2: the line is 5, and should be Object"],
  ["a number of 0", [FIRST, room("a", 1), message("a", 0)], "line 3: "],
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
  [
    "a rev below its head",
    [FIRST, `{"room":"a","head":2,"at":1,"rev":1}`],
    "line 2: a has the rev 1",
  ],
  [
    "a rev that cannot be",
    [FIRST, room("a", 1), message("a", 1).replace("}", `,"rev":2}`)],
    "line 3: ",
  ],
  [
    "more reactions than changes",
    [
      FIRST,
      room("a", 1),
      message("a", 1),
      `{"room":"a","seq":1,"emoji":"👍","from":"ada","name":""}`,
    ],
    "line 4: a has more reactions",
  ],
  [
    "a send key of another room",
    [FIRST, room("a", 0), `{"room":"b","seq":1,"change":"x","from":"ada"}`],
    "line 3: something of b",
  ],
  ["a file twice", [FIRST, file(), file()], `line 3: the file ${"A".repeat(22)} is here twice`],
  ["a piece before all files", [FIRST, `{"piece":"AQ=="}`], "line 2: a piece comes before"],
  ["a piece too many", [FIRST, file(), `{"piece":"AQ=="}`], "has more bytes than it should"],
  [
    "a small form that nobody named",
    [FIRST, file(), `{"piece":"AQ==","form":"small"}`],
    "has more bytes than it should",
  ],
  ["a file cut short", [FIRST, file({ size: 1 }), last(0, 0)], "line 3: the file"],
  ["a file of other bytes", [FIRST, file({ sha256: "0".repeat(64) }), last(0, 0)], "other bytes"],
  ["people after the files", [FIRST, file(), member()], "line 3: nothing else may follow"],
  ["an id of no file", [FIRST, file({ file: "../../etc/passwd" })], "that is no file's id"],
  ["a name of two lines", [FIRST, file({ name: "a\r\nb" })], "line 2: name has a line break"],
  [
    "a page that claims to be re-encoded",
    [FIRST, file({ type: "text/html", safe: true })],
    "line 2: only pictures are re-encoded",
  ],
  [
    "an SVG that claims to be re-encoded",
    [FIRST, file({ type: "image/svg+xml", safe: true })],
    "line 2: only pictures are re-encoded",
  ],
  ["fewer than it says", [FIRST, room("a", 1), last(1, 1)], "line 3: there should be 1 rooms"],
  ["more after its end", [FIRST, last(0, 0), room("a", 0)], "line 3: nothing may follow"],
])("an archive with %s is refused with the number of the invalid line", async (_, lines, said) => {
  expect(String(await rejection(read(lines)))).toContain(said);
});
