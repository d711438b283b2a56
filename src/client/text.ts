/** Every text that the page shows, in every language that it knows. */
const en = {
  title: "chuan",
  tagline: "pass it on",
  nameTitle: "What shall others call you?",
  nameLabel: "Your name",
  nameButton: "Come in",
  write: "Write a message",
  send: "Send",
  connecting: "Connecting…",
  online: "Connected",
  offline: "Offline. What you write is kept and sent later.",
  leaving: "The server restarts. You will be back in a moment.",
  tryNow: "Try now",
  here: (count: number) => (count === 1 ? "1 person here" : `${count} people here`),
  older: "Earlier messages",
  beginning: "The beginning of this room",
  nobody: "Nobody has said anything yet. Be the first.",
  queued: "waiting",
  sending: "sending",
  failed: (reason: string) => `not sent: ${reason}`,
  retry: "Try again",
  discard: "Discard",
  tooLong: (over: number) => `${over} characters too many`,
  notKept: "This browser keeps nothing: what is unsent is lost when you close the page.",
  messages: "Messages",
};

export type Text = typeof en;

const zh: Text = {
  title: "传",
  tagline: "传下去",
  nameTitle: "大家怎么称呼你？",
  nameLabel: "你的名字",
  nameButton: "进来",
  write: "写点什么",
  send: "发送",
  connecting: "正在连接…",
  online: "已连接",
  offline: "已离线。你写的会保留，稍后发送。",
  leaving: "服务器正在重启，马上回来。",
  tryNow: "现在重试",
  here: (count: number) => `${count} 人在这里`,
  older: "更早的消息",
  beginning: "这里是房间的开头",
  nobody: "还没有人说话，你先来。",
  queued: "等待中",
  sending: "发送中",
  failed: (reason: string) => `未发送：${reason}`,
  retry: "重试",
  discard: "放弃",
  tooLong: (over: number) => `超出 ${over} 字`,
  notKept: "此浏览器不保存数据：关闭页面会丢失未发送的消息。",
  messages: "消息",
};

/** The texts for the first of a person's languages that the page knows, English if none. */
export function textFor(languages: readonly string[]): { text: Text; language: "zh" | "en" } {
  for (const tag of languages) {
    if (tag.toLowerCase().startsWith("zh")) return { text: zh, language: "zh" };
    if (tag.toLowerCase().startsWith("en")) return { text: en, language: "en" };
  }
  return { text: en, language: "en" };
}
