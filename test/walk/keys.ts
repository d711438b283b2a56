/** Steps of one person on two devices: a name, words, a lost device, a new key, and the end. */
import { must, nothing } from "./scene";
import { confirms, isIn, leaves, noDialog, say, settings, soon, type TwoStep } from "./two-devices";

export const claims: TwoStep = [
  "make a name one's own",
  async ({ ada, lin, picture }) => {
    await ada.goes(ada.url);
    await ada.comesIn("ada");
    await settings(ada, "This name is mine");
    await ada.until("the name owned", isIn("ada is your name"));
    nothing(await ada.flaws(), "axe, with a name of one's own");
    await picture("name");
    await leaves(ada);
    await ada.says("it is me");
    await ada.until("the mark", "document.querySelector('.line .owned .unseen') !== null");
    await lin.say("and this is lin", { name: "lin" });
    await ada.shows("and this is lin");
  },
];

export const carries: TwoStep = [
  "carry it to a second device, of another engine, by words: a wrong one is named",
  async ({ ada, desk, picture }) => {
    await settings(ada, "Use another device");
    await ada.presses("Show the words");
    await ada.until("the words", "document.querySelectorAll('.words li').length === 18");
    nothing(await ada.flaws(), "axe, with the words");
    await picture("words");
    const words = await ada.hands.get<string[]>(
      "[...document.querySelectorAll('.words li')].map((one) => one.textContent)",
    );
    await leaves(ada);

    await desk.goes(desk.url);
    await desk.until("the question for a name", "document.activeElement?.id === 'name'");
    await desk.hands.type("ADA");
    await desk.hands.press("Enter");
    await desk.until("the name being somebody else's", isIn(say("error_name_taken")));
    nothing(await desk.flaws(), "axe, with a name that is somebody else's");
    await desk.presses(say("elsewhere"));
    await desk.until("the field", "document.activeElement?.name === 'words'");
    await desk.hands.type(words.with(6, "zzzz").join(" "));
    await desk.presses(say("wordsGo"));
    await desk.until("what is wrong", isIn("zzzz"));
    nothing(await desk.flaws(), "axe, with the wrong word, in Arabic");
    nothing(await desk.outside(), "outside of the window, with the wrong word");
    await desk.hands.get("document.querySelector('textarea[name=words]').select()");
    await desk.hands.type(words.map((word) => ` ${word.toUpperCase()} `).join(" "));
    await desk.presses(say("wordsGo"));
    await desk.until("the name", "document.querySelector('.me bdi')?.innerText === 'ada'");
    await desk.isOnline();
    await desk.until("no dialog", noDialog);
  },
];

export const loses: TwoStep = [
  "lose a device: it is out within a second, and this one goes on",
  async ({ ada, desk, picture }) => {
    await settings(ada, "Use another device");
    await ada.presses("Sign out all other devices");
    await confirms(ada);
    await ada.until("the end of it", isIn("Only this device is signed in now"));
    nothing(await ada.flaws(), "axe, after the device was lost");
    await soon(desk, "being signed out", isIn(say("signedOutText")));
    nothing(await desk.flaws(), "axe, signed out, in Arabic");
    nothing(await desk.outside(), "outside of the window, signed out");
    must(
      !(await desk.hands.get<string>("JSON.stringify({ ...localStorage })")).includes(
        "just between us",
      ),
      "the lost device keeps what was said",
    );
    await picture("signed-out");
    await leaves(ada);
    await ada.goes(ada.url);
    await ada.isOnline();
    await ada.until("the rooms", "document.querySelectorAll('.side .rooms a').length === 3");
  },
];

export const recovers: TwoStep = [
  "open a link that gives the person a new key: the other device is that person again, and the first one out",
  async ({ ada, desk, rekeyLink }) => {
    const from = await ada.hands.get<string>("localStorage['chuan.from']");
    // The page is there already, so that this leads to no other one.
    await desk.hands.go(await rekeyLink(from));
    await desk.until("the question", isIn(say("rekeyText")));
    must(
      !(await desk.hands.get<string>("location.href")).includes("rekey"),
      "the token is in the address",
    );
    nothing(await desk.flaws(), "axe, with a link for a new key");
    await desk.hands.get("void (window.isLeft = true)");
    await desk.presses(say("rekeyYes"));
    await desk.until(
      "another page",
      "!window.isLeft && document.querySelector('#status')?.dataset.is === 'online'",
    );
    await desk.until("the name", "document.querySelector('.me bdi')?.innerText === 'ada'");
    await desk.until("the rooms", "document.querySelectorAll('.side .rooms a').length === 3");
    await soon(ada, "being signed out", isIn("You have a new key on another device"));
  },
];

export const erases: TwoStep = [
  "leave for good: asked twice, and the browser is nobody's",
  async ({ desk, picture }) => {
    await settings(desk, say("erase"));
    await desk.until("the choice", "document.querySelector('dialog [type=checkbox]') !== null");
    nothing(await desk.flaws(), "axe, before leaving for good");
    await picture("erase");
    await desk.hands.get("void (window.isLeft = true)");
    await desk.clicks(".forget");
    await confirms(desk);
    await desk.until(
      "the question for a name",
      "!window.isLeft && document.activeElement?.id === 'name'",
    );
    must(
      !(await desk.hands.get<string>("localStorage['chuan.rooms'] ?? ''")).includes("designers"),
      "the rooms are still there",
    );
  },
];
