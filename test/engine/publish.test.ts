/** How Bun's publish behaves where its manual does not say: native fan-out relies on it. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Wire } from "../conformance/wire";
import { until } from "../support/until";

setDefaultTimeout(60_000);

const LIMIT = 64 * 1024;

type WebSocket = Bun.ServerWebSocket<unknown>;

let server: Bun.Server<unknown>;
let opened: PromiseWithResolvers<WebSocket>;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, upgrader) =>
      upgrader.upgrade(request, { data: {} }) ? undefined : new Response(),
    websocket: {
      backpressureLimit: LIMIT,
      closeOnBackpressureLimit: true,
      open: (ws) => opened.resolve(ws),
      message() {},
    },
  });
});

afterAll(() => server.stop(true));

/** Both ends of a connection that is subscribed to a topic. */
async function subscribed(topic: string): Promise<{ client: Wire; ws: WebSocket }> {
  opened = Promise.withResolvers();
  const client = await Wire.open(server.url.origin);
  const ws = await opened.promise;
  ws.subscribe(topic);
  return { client, ws };
}

const publish = (topic: string, data: string | Uint8Array<ArrayBuffer>) =>
  server.publish(topic, data, false);

async function textsOf(client: Wire, count: number): Promise<string> {
  const texts: string[] = [];
  for (let n = 0; n < count; n += 1) texts.push(await client.text());
  return texts.join(" ");
}

describe("published and sent frames", () => {
  test("published and sent frames arrive in the order in which they were written", async () => {
    const { client, ws } = await subscribed("order");
    publish("order", "1");
    ws.send("2");
    publish("order", "3".repeat(LIMIT / 2));
    ws.send("4");
    expect((await textsOf(client, 4)).replace(/3+/, "3")).toBe("1 2 3 4");
  });

  test("published and sent frames arrive in order inside a cork", async () => {
    const { client, ws } = await subscribed("cork");
    ws.cork(() => {
      publish("cork", "1");
      ws.send("2");
      publish("cork", "3");
    });
    expect(await textsOf(client, 3)).toBe("1 2 3");
  });

  test("published frames are not lost when the WebSocket leaves its last topic in the same turn", async () => {
    const { client, ws } = await subscribed("left");
    publish("left", "1");
    ws.unsubscribe("left");
    publish("left", "2");
    ws.send("3");
    expect(await textsOf(client, 2)).toBe("1 3");
  });

  test("published frames are not lost when the connection is closed or terminated in the same turn", async () => {
    const [closed, cut] = [await subscribed("end"), await subscribed("end")];
    publish("end", "1");
    closed.ws.close();
    cut.ws.terminate();
    expect(await textsOf(closed.client, 1)).toBe("1");
    expect(await textsOf(cut.client, 1)).toBe("1");
  });

  test("a published frame may be empty, although publish then returns 0", async () => {
    const { client } = await subscribed("empty");
    expect(publish("empty", new Uint8Array())).toBe(0);
    expect(await client.next()).toEqual(new ArrayBuffer(0));
  });
});

describe("a WebSocket", () => {
  test("a WebSocket publishes to all subscribers but itself, also to topics that it is not subscribed to", async () => {
    const [ada, lin] = [await subscribed("designers"), await subscribed("designers")];
    ada.ws.publish("designers", "1");
    ada.ws.send("2");
    const outsider = await subscribed("elsewhere");
    outsider.ws.publish("designers", "3");
    expect(await textsOf(lin.client, 2)).toBe("1 3");
    expect(await textsOf(ada.client, 2)).toBe("2 3");
  });

  test("a closed WebSocket still publishes, and is in no topic any more", async () => {
    const [gone, lin] = [await subscribed("gone"), await subscribed("gone")];
    gone.ws.close();
    expect(server.subscriberCount("gone")).toBe(1);
    gone.ws.publish("gone", "farewell");
    expect(await textsOf(lin.client, 1)).toBe("farewell");
  });

  test("a closed WebSocket cannot be subscribed", async () => {
    const { ws } = await subscribed("late");
    ws.close();
    expect(ws.subscribe("late")).toBe(false);
    expect(server.subscriberCount("late")).toBe(0);
  });
});

test("publish returns 0 once a subscriber is over the limit, which is cut off and gets nothing more", async () => {
  const { client, ws } = await subscribed("slow");
  client.pause();
  const data = "x".repeat(LIMIT / 4);
  await until("a publish that somebody does not get", () => publish("slow", data) === 0);
  expect(ws.getBufferedAmount()).toBeGreaterThan(LIMIT);
  await until("the end of the connection", () => ws.readyState === WebSocket.CLOSED);
  expect(server.subscriberCount("slow")).toBe(0);
});
