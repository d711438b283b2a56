/** The actions on messages as a screen reader reads them. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { Client } from "../support/client";
import { quickFolder } from "../support/folder";
import type { Page } from "./page";
import { fill, listensToKeys, sees } from "./people";
import { samePlace } from "./same-place";
import { visible } from "./pressed";

const place = samePlace();

const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
const one = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;

/** What a screen reader reads in each language. */
const READ = {
  en: {
    gone: "Message deleted by lin",
    answered: "In reply to lin message 1",
    bar: ["Add reaction", "Reply", "More actions"],
    reaction: "🎉 1 person",
    box: "Replying to lin answer",
    menu: [
      "All emoji",
      "Reply",
      "Mention lin",
      "Copy text",
      "Copy link",
      "Reactions",
      "Report message",
      "Mark as unread",
      "Profile of lin",
    ],
  },
  "zh-Hans": {
    gone: "lin 删除了这条消息",
    answered: "所回复的消息： lin message 1",
    bar: ["添加回应", "回复", "更多操作"],
    reaction: "🎉 1 人",
    box: "回复 lin answer",
    menu: [
      "所有表情",
      "回复",
      "提及 lin",
      "复制文字",
      "复制链接",
      "回应",
      "举报消息",
      "标为未读",
      "lin 的资料",
    ],
  },
  "zh-Hant": {
    gone: "lin 刪除了這則訊息",
    answered: "所回覆的訊息： lin message 1",
    bar: ["新增表情回應", "回覆", "更多動作"],
    reaction: "🎉 1 人",
    box: "回覆 lin answer",
    menu: [
      "所有表情符號",
      "回覆",
      "提及 lin",
      "複製文字",
      "複製連結",
      "表情回應",
      "檢舉訊息",
      "標為未讀",
      "lin 的個人資料",
    ],
  },
  ar: {
    gone: "حذف lin هذه الرسالة",
    answered: "ردًا على lin message 1",
    bar: ["إضافة تفاعل", "رد", "مزيد من الإجراءات"],
    reaction: "🎉 شخص واحد",
    box: "الرد على lin answer",
    menu: [
      "كل الرموز التعبيرية",
      "رد",
      "الإشارة إلى lin",
      "نسخ النص",
      "نسخ الرابط",
      "التفاعلات",
      "الإبلاغ عن الرسالة",
      "تعليم كغير مقروء",
      "الملف الشخصي لـlin",
    ],
  },
};

interface Node {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  description?: { value: string };
}

const plain = (text = "") => text.replace(/[\u2066-\u2069]/g, "");

/** The names of all buttons, and the box's description, as a screen reader gets them. */
async function read(page: Page) {
  const { nodes } = await page.view.cdp<{ nodes: Node[] }>("Accessibility.getFullAXTree");
  const there = nodes.filter(({ ignored }) => !ignored);
  return {
    buttons: there
      .filter(({ role }) => role?.value === "button")
      .map(({ name }) => plain(name?.value)),
    box: plain(there.find(({ role }) => role?.value === "textbox")?.description?.value),
  };
}

test("in four languages a screen reader reads each action, what is answered, and who has removed a message", async () => {
  const folder = await quickFolder("chuan-");
  await using server = await place.serve({ DATABASE_URL: `sqlite:${folder}/chuan.db` });
  await fill(server.url, 2);
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who talks",
  });
  await lin.say("answer", { name: "lin", re: 1 });
  await lin.ask("react", { room: "lobby", seq: 3, emoji: "🎉", on: true });
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await ada.say("mine");
  await sees(ada, 4);
  await ada.get(`${line(4)}.focus()`);
  const key = await ada.get<string>("localStorage['chuan.key']");
  await using adasOther = await Client.connect(server.url, "websocket", { key });
  // The page must not be there to keep the removal as it is before the change below.
  await ada.view.navigate("about:blank");
  await adasOther.ask("remove", { room: "lobby", seq: 4 });
  // No client can do that to a message of somebody else.
  using database = new Database(`${folder}/chuan.db`);
  const [first] = await lin.log("lobby");
  database.run("UPDATE messages SET more = json_set(more, '$.gone.by', ?) WHERE seq = 4", [
    first?.from ?? "",
  ]);
  await ada.view.navigate(server.url);
  for (const [language, wanted] of Object.entries(READ)) {
    await ada.get(`localStorage.setItem("chuan.language", "${language}")`);
    await ada.view.reload();
    await ada.online();
    await listensToKeys(ada);
    await ada.until("the answer", `${line(3)} !== null`);
    await ada.get(`${line(3)}.focus()`);
    await ada.until("its actions", `${line(3)}.querySelector(".actions") !== null`);
    await ada.view.press("r");
    await ada.until("the line above the box", `${one(".purpose .quote")} !== null`);
    const { buttons, box } = await read(ada);
    const { answered, reaction, bar } = wanted;
    expect(box).toBe(wanted.box);
    expect(buttons).toEqual(expect.arrayContaining([answered, reaction, ...bar]));
    const gone = visible(`${line(4)}.querySelector(".gone").textContent`);
    await ada.until("who has removed it", `${gone} === "${wanted.gone}"`);
    await ada.view.press("Escape");
    await ada.get(`${line(3)}.focus()`);
    await ada.view.press("Enter");
    await ada.until("the menu", `${one(".ways")} !== null`);
    // The first button closes it; then there are six emoji.
    expect((await read(ada)).buttons.slice(7)).toEqual(wanted.menu);
    await ada.view.press("Escape");
  }
  await rm(folder, { recursive: true });
});
