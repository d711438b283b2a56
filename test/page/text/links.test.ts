import { expect, test } from "bun:test";
import { linksIn } from "../../../src/page/text/links";

/** The text with each address in ⟨ ⟩. */
const marked = (text: string) => {
  let shown = "";
  let done = 0;
  for (const { start, end } of linksIn(text)) {
    shown += `${text.slice(done, start)}⟨${text.slice(start, end)}⟩`;
    done = end;
  }
  return shown + text.slice(done);
};

test.each([
  // Brackets.
  "⟨https://en.wikipedia.org/wiki/A_(b)⟩",
  "⟨https://en.wikipedia.org/wiki/A_(b)⟩)",
  "(⟨https://en.wikipedia.org/wiki/A_(b)⟩)",
  "(see ⟨https://en.wikipedia.org/wiki/A_(b)_(c)⟩, and so on)",
  "(⟨https://a.org/((x))⟩))",
  "[⟨https://a.org/x⟩]",
  "[text](⟨https://a.org/x⟩)",
  "{⟨https://a.org/x⟩}",
  "⟨https://a.org/?q[]=1⟩]",
  "⟨https://a.org/x⟩(see there)",
  "⟨https://a.org/x⟩)y",
  "<⟨https://a.org/x⟩>",
  "⟨http://[::1]:3000/x⟩",
  // What ends a sentence.
  "⟨https://a.org/x⟩...",
  "⟨https://a.org/x⟩?!",
  "⟨https://a.org⟩?",
  "⟨https://a.org/⟩??",
  "*⟨https://a.org/x⟩*",
  "'⟨https://a.org/x⟩'",
  '"⟨https://a.org/x⟩"',
  "⟨https://en.wikipedia.org/wiki/Moore's_law⟩",
  "⟨https://a.org:8080⟩: there",
  "⟨https://a.org/a.b,c;d⟩, e",
  "⟨https://a.org/#a:b⟩:",
  // Scripts that write without a space.
  "看⟨https://example.org⟩好",
  "看⟨https://example.org/a⟩，好",
  "⟨https://example.org⟩です",
  "⟨https://example.org⟩입니다",
  "⟨https://example.org⟩و",
  "⟨https://example.org:8080⟩好",
  "⟨http://localhost:3000⟩好",
  "⟨http://localhost⟩好",
  "⟨http://127.0.0.1⟩好",
  "⟨https://zh.wikipedia.org/wiki/传⟩。",
  "⟨https://ja.wikipedia.org/wiki/ジョン・レノン⟩、",
  "⟨https://ca.wikipedia.org/wiki/Col·lecció⟩",
  "⟨https://例子.example/路⟩",
  "⟨https://www.例子.中国⟩",
  "⟨https://exämple.org/ü⟩",
  "⟨https://مثال.إختبار/س⟩",
  // Punctuation of other scripts.
  "⟨https://a.org/x⟩، ثم",
  "⟨https://a.org/x⟩؟",
  "⟨https://a.org/x⟩؛",
  "⟨https://a.org/x⟩۔",
  "⟨https://a.org/x⟩।",
  "⟨https://a.org/x⟩॥",
  "⟨https://a.org/x⟩：是",
  "⟨https://a.org/x⟩～",
  "⟨https://a.org/x⟩…",
  "⟨https://a.org/x⟩——好",
  "“⟨https://a.org/x⟩”",
  "«⟨https://a.org/x⟩»",
  "「⟨https://a.org/x⟩」",
  "（⟨https://a.org/x⟩）",
  "⟨https://a.org/x⟩\u3000y",
  "⟨https://a.org/x⟩\u202ey",
  // Without a scheme, and what is none.
  "⟨www.example.org⟩",
  "see ⟨www.example.org/a?b=c⟩.",
  "⟨WWW.Example.ORG⟩",
  "看⟨www.例子.中国⟩，",
  "www.example",
  "www..org",
  "awww.example.org",
  "x@www.example.org",
  "ftp://www.example.org",
  "https://",
  "https://(",
  "⟨http://a⟩..b",
  "⟨https://user:secret@a.org/x⟩",
  "⟨https://web.archive.org/web/2020/https://example.org⟩",
  "⟨https://a.org/x⟩ ⟨https://b.org/y⟩",
])("an address begins and ends where a reader sees it do: %s", (text) =>
  expect(marked(text.replace(/[⟨⟩]/g, ""))).toBe(text),
);

test("an address without a scheme leads to http", () => {
  expect([...linksIn("www.Example.org/A")][0]?.href).toBe("http://www.example.org/A");
});

test("H44: addresses made to be slow take time that grows with their length alone", () => {
  const pieces = [
    "http://a.b/(",
    "http://a.b/)",
    "http://1.2.3.999/",
    "www.",
    "http://",
    "a.b@",
    "http://a:",
    "(",
    "http://a.b/..",
    "www.a.b/'",
  ];
  const spent = (length: number) => {
    const began = performance.now();
    for (const piece of pieces) Array.from(linksIn(piece.repeat(length / piece.length)));
    return performance.now() - began;
  };
  spent(4000);
  // Forty times as long: an effort that grows with the square would take 1,600 times as much.
  expect(spent(160_000)).toBeLessThan(400 * Math.max(spent(4000), 1));
});
