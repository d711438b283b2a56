import { expect, test } from "bun:test";
import { callsIn } from "../../src/chat/messages/calls";
import { byReading } from "../../src/chat/people/readings";

/** Whom a text calls, among people of these names, whose ids are their names. */
function called(txt: string, ...names: string[]) {
  return callsIn(txt, byReading(names.map((name) => ({ from: name, name }))));
}

const calls = (txt: string, name: string, others: readonly string[] = []) =>
  called(txt, ...others, name).some(({ from }) => from === name);

test.each([
  ["@ada hello", "ada", true],
  ["hello @ADA", "ada", true],
  ["hello,@ada!", "ada", true],
  ["@adam", "ada", false],
  ["ada@ada.org", "ada", false],
  ["ada", "ada", false],
  ["@林你好", "林", true],
  ["问@林", "林", true],
  ["@王芳芳", "王芳", true],
  ["@ada lovelace, look", "ada lovelace", true],
  ["مرحبا @نور", "نور", true],
  ["@", "", false],
  ["@ada-lovelace", "ada", false],
  ["@ada_2, look", "ada", false],
  ["@ada--b", "ada", false],
  ["@ada - look", "ada", true],
  ["@ada-", "ada", true],
  ["_thanks, @ada_", "ada", true],
  ["@ada-lovelace", "ada-lovelace", true],
  ["@ada_", "ada_", true],
  ["@ada\u0301", "ada", false],
  ["@राम", "रा", false],
  ["@रामी", "राम", false],
  ["@रा", "र", false],
  ["@e\u0301mile", "\u00e9mile", true],
  ["@\u00c9MILE", "e\u0301mile", true],
  ["@e\u0301mile", "e", false],
  ["@\u1112\u1161\u11ab", "한", true],
  ["@한", "하", false],
  ["@STRASSE", "straße", true],
  ["@İlker", "i̇lker", true],
  ["＠ａｄａ", "ada", true],
  ["@می\u200cنا", "می", false],
  ["andre\u0301@ada", "ada", false],
  ["❤️@ada", "ada", true],
  ["𝒳@ada", "ada", false],
  ["𠮷@ada", "ada", true],
  ["@𠮷野家", "𠮷野", true],
  ["İİİ @ada", "ada", true],
])("P24: %s calls %s: %p", (txt, name, isCalled) => expect(calls(txt, name)).toBe(isCalled));

test.each([
  ["@小明 你好", "小", ["小明"], false],
  ["@小明 你好", "小明", ["小"], true],
  ["@小明明", "小明", ["小明明"], false],
  ["@小红", "小", ["小明"], true],
  ["@小 and @小明", "小", ["小明"], true],
  ["@yo mama", "yo", ["yo mama"], false],
  ["@YO MAMA!", "yo", ["yo mama"], false],
  ["@yo mamas", "yo", ["yo mama"], true],
  ["@yo ma", "yo", ["yo mama"], true],
  ["@Jose\u0301 Luis", "josé", ["José Luis"], false],
  ["@José Luis", "jose\u0301", ["jose\u0301 luis"], false],
  ["@ada b", "ada", ["ADA"], true],
] as const)("P24: %j calls %s, while %j are in the room: %p", (txt, name, others, isCalled) =>
  expect(calls(txt, name, others)).toBe(isCalled),
);

test("P24: a call is from its @ to the end of the name as it was written, in code points", () => {
  const txt = "🎉 İ @E\u0301MILE, see ＠émile";
  const places = called(txt, "émile").map(({ start, end }) =>
    Array.from(txt).slice(start, end).join(""),
  );
  expect(places).toEqual(["@E\u0301MILE", "＠émile"]);
});

test.each([
  ["@аdа hello", "ada"],
  ["@ada hello", "аdа"],
  ["@Вob", "bob"],
  ["@bob", "Вob"],
  ["@ａｄａ", "ada"],
  ["@a\u200bda, look", "ada"],
  ["@q\u0307\u0323", "q\u0323\u0307"],
  ["@STRAUẞ", "Strauß"],
  ["@rnark", "mark"],
  ["@IŞIL", "ışıl"],
  ["@علی", "علي"],
])("P24, P37, H26: %j calls %j, who looks so", (txt, name) => {
  const [call] = called(txt, name);
  expect(call).toMatchObject({ from: name, start: 0 });
});

test("P24, P37: of two people whose names look alike each is called, and once", () => {
  expect(called("@ada!", "ada", "аdа", "ADA").map(({ from }) => from)).toEqual([
    "ada",
    "аdа",
    "ADA",
  ]);
});
