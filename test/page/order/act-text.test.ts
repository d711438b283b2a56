import { expect, test } from "bun:test";
import { type Language, LANGUAGES } from "../../../src/page/languages/choose";
import { laterTextsOf } from "../../../src/page/languages/later-words";
import { wordsIn } from "../../../src/page/languages/languages";
import { actText } from "../../../src/page/order/act-text";
import { ACTS, type Notice } from "../../../src/protocol";

const ALL = Object.keys(LANGUAGES) as Language[];
const allWords = async (language: Language) =>
  (await wordsIn(language)).with(await laterTextsOf(language));
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");

test.each(ALL)(
  "P32: in %s every act says who did what to whom, until when, and why",
  async (language) => {
    const words = await allWords(language);
    // Of another day, whatever the time is now.
    const until = Date.now() + 2 * 86_400_000;
    const texts = ACTS.map((act) => {
      const notice: Notice = {
        act,
        by: "a",
        whom: "l",
        name: "lin",
        until,
        reason: "spam",
        count: 3,
      };
      return plain(actText({ name: "ada", notice: { ...notice, rank: "moderator" } }, words));
    });
    expect(new Set(texts).size).toBe(ACTS.length);
    for (const [n, text] of texts.entries()) {
      expect(text).toContain("ada");
      expect(text).toContain("spam");
      expect(text).not.toContain("undefined");
      if (!ACTS[n]!.endsWith("lock")) expect(text).toContain("lin");
    }
    const timed = plain(actText({ name: "ada", notice: { act: "ban", by: "a", until } }, words));
    const ever = plain(actText({ name: "ada", notice: { act: "ban", by: "a" } }, words));
    expect(timed).toContain(plain(words.say("until", { when: words.moment(until) })));
    expect(ever).toContain(words.say("forGood"));
  },
);

test("P32: names and reasons of an act cannot change the direction of the text around them", async () => {
  const words = await allWords("en");
  const notice: Notice = { act: "mute", by: "a", name: "\u202elin", reason: "\u202espam" };
  expect(actText({ name: "نور", notice }, words)).toBe(
    "\u2068نور\u2069 muted \u2068\u202elin\u2069 · Reason: \u2068\u202espam\u2069",
  );
});

const sweep = (count: number): Notice => ({ act: "sweep", by: "a", name: "lin", count });

const said = async (language: Language, count: number) =>
  plain(actText({ name: "ada", notice: sweep(count) }, await allWords(language)));

test("P32: a sweep says how many messages, in the plural form of the language", async () => {
  expect(await said("en", 1)).toBe("ada deleted 1 message from lin.");
  expect(await said("en", 12)).toBe("ada deleted 12 messages from lin.");
  expect(await said("ar", 2)).toBe("ada حذف رسالتين من lin.");
});
