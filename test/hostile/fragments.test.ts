/** H46: fragments of messages, which Bun joins by itself and tells nobody of. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Session, Wire } from "./attacker";
import { ELSEWHERE, TRUSTED_PROXY } from "./echo";
import { Fragments } from "./fragments";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

let chuan: Victim;
beforeAll(async () => {
  chuan = await Victim.start("guarded", { TRUSTED_PROXY });
});
afterAll(() => chuan[Symbol.asyncDispose]());

const from = (address: string) => ({ [TRUSTED_PROXY]: address });

const txt = (n: number) => `${n} ${"a long message".repeat(200)}`;

/** Opens a session, and returns why there is none. */
const knock = (headers: Record<string, string>) =>
  Wire.open(chuan.url, { headers }).then(
    () => "admitted",
    (error: Error) => error.message,
  );

test("H46: a WebSocket that sends empty fragments without end is ended, and its address gets no session for a while", async () => {
  const headers = from("198.51.100.1");
  using mallory = await Fragments.open(chuan.url, headers);
  mallory.say("40", 1);
  mallory.flood();
  await mallory.cutOff();
  expect(await knock(headers)).toBe("the WebSocket was refused");
  using ada = await Wire.connect(chuan.url, ELSEWHERE);
  expect(ada.heard[1]).toStartWith("40");
});

test("H46: a WebSocket that is to be the upgrade of a session, and sends empty fragments, is ended, and its address gets no session for a while", async () => {
  const headers = from("198.51.100.2");
  const { sid } = await Session.connect(chuan.url, headers);
  using mallory = await Fragments.open(chuan.url, headers, { query: `&sid=${sid}` });
  mallory.flood();
  await mallory.cutOff();
  expect(await knock(headers)).toBe("the WebSocket was refused");
});

test("H46: a client whose messages come in fragments stays connected while another is ended for its fragments", async () => {
  using ada = await Fragments.open(chuan.url, from("203.0.113.8"));
  using lin = await Wire.connect(chuan.url, ELSEWHERE);
  using mallory = await Fragments.open(chuan.url, from("198.51.100.4"));
  ada.say("40", 1);
  mallory.flood();
  for (let n = 0; n < 30; n += 1) ada.say(`42["chuan",{"name":"ada","txt":"${txt(n)}"}]`, 100);
  await mallory.cutOff();
  await lin.hears(`42["tianxiu",{"name":"ada","txt":"${txt(29)}"`);
  ada.say('42["chuan",{"name":"ada","txt":"still here"}]', 1);
  await lin.hears('42["tianxiu",{"name":"ada","txt":"still here"');
});

/** As a proxy sends them that keeps its connections: each is refused, and its body is read. */
const POSTS = Array<string>(60).fill(
  `POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n${"x".repeat(60_000)}`,
);

test("H46: a WebSocket stays by whose connection a proxy has sent megabytes of requests before", async () => {
  using ada = await Fragments.open(chuan.url, from("203.0.113.9"), { requests: POSTS });
  using lin = await Wire.connect(chuan.url, ELSEWHERE);
  using mallory = await Fragments.open(chuan.url, from("198.51.100.5"));
  ada.say("40", 1);
  mallory.flood();
  await mallory.cutOff();
  ada.say('42["chuan",{"name":"ada","txt":"here as before"}]', 20);
  await lin.hears('42["tianxiu",{"name":"ada","txt":"here as before"');
});
