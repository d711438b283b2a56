import { expect, test } from "bun:test";
import { carriedBy, carryingPath, pathOf, placeOf } from "../../src/client/address";

const address = (path: string) => new URL(path, "https://chuan.example");

test.each([
  ["/", { room: "lobby" }],
  ["/#12", { room: "lobby", seq: 12 }],
  ["/r/designers", { room: "designers" }],
  ["/r/designers#7", { room: "designers", seq: 7 }],
  [`/r/${encodeURIComponent("设计组")}`, { room: "设计组" }],
])("%s leads to its place, and back to the same address", (path, place) => {
  expect(placeOf(address(path))).toEqual(place);
  expect(address(pathOf(place)).href).toBe(address(path).href);
});

test.each(["/r/%ff", "/r/a%20b", "/r/", "/r/a/b", `/r/${"x".repeat(65)}`, "/r/<b>", "/elsewhere"])(
  "P4: what names no room that there can be leads to the lobby: %s",
  (path) => expect(placeOf(address(path))).toEqual({ room: "lobby" }),
);

test.each(["#abc", "#-1", "#1.5", "#", "#9999999999999999"])("%s is no message", (hash) =>
  expect(placeOf(address(`/${hash}`))).toEqual({ room: "lobby" }),
);

test("an identity is carried in the fragment, which no server sees", () => {
  const ada = { key: "0123456789abcdef", name: "ada & 林 #1" };
  const link = address(carryingPath(ada));
  expect([link.pathname, link.search]).toEqual(["/", ""]);
  expect(carriedBy(link)).toEqual(ada);
});

test.each([
  "#12",
  "#key=short&name=ada",
  "#key=0123456789abcdef",
  "#key=0123456789abcdef&name=%00",
])("%s carries nobody", (hash) => expect(carriedBy(address(`/${hash}`))).toBeUndefined());
