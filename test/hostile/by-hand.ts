/** Requests written by hand, as no client would send them. */
import { expect } from "bun:test";
import { within } from "../support/deadline";
import { PATH, speak } from "./attacker";

export interface Answer {
  status: number;
  body: string;
}

/** The response to a request written by hand. */
export async function ask(url: string, head: string, body = ""): Promise<Answer> {
  const text = await speak(url, `${head}\r\nConnection: close\r\n\r\n${body}`);
  const [top = "", ...rest] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(top)?.[1]), body: rest.join("\r\n\r\n") };
}

/** Checks that a malformed request is refused in a few words of this project. */
export function expectShortRefusal({ status, body }: Answer, statuses: number[]): void {
  expect(statuses).toContain(status);
  expect(body).toMatch(/^[\w ,."{}:]{0,80}$/);
  expect(body).not.toMatch(/mallory|node_modules|src|Error|\.ts/);
}

const UPGRADE =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const WEBSOCKET = `${PATH}&transport=websocket`;

/** The status of the response to an upgrade by hand. One that succeeds stays open. */
export async function upgrade(url: string, host: string, headers: string): Promise<number> {
  const { port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(port),
    socket: {
      data: (_, bytes) => resolve(bytes.toString()),
      close: () => resolve(""),
    },
  });
  socket.write(`GET ${WEBSOCKET} HTTP/1.1\r\nHost: ${host}\r\n${headers}${UPGRADE}\r\n`);
  const said = await within(20_000, "an answer to an upgrade", promise);
  socket.terminate();
  return Number(/^HTTP\/1.1 (\d+)/.exec(said)?.[1]);
}

/** Malformed Host headers. */
export const BAD_HOSTS = [
  "[",
  "mallory%mallory",
  "mallory:99999",
  "<script>",
  "a b",
  "x:y",
  "mallory/x?y",
  "",
];
