import { expect, test } from "bun:test";
import { LOBBY } from "../../src/protocol";
import { serve } from "../support/server";
import { shared } from "../support/shared";
import { until } from "../support/until";
import { Device } from "./device";
import { Link } from "./link";
import { Participant } from "./participant";

/** Milliseconds after which a client that lost its connection has tried to connect again: its first pause is half a second at most. */
const TRIED_WITHIN = 700;

const server = shared(serve);
const port = () => Number(new URL(server().url).port);

/** How often somebody connects to where a link was. */
async function attemptsAt(url: string): Promise<number> {
  let attempts = 0;
  const there = Bun.listen({
    hostname: "127.0.0.1",
    port: Number(new URL(url).port),
    socket: {
      open(socket) {
        attempts += 1;
        socket.end();
      },
      data() {},
    },
  });
  await Bun.sleep(TRIED_WITHIN);
  there.stop(true);
  return attempts;
}

async function openDevice(name: string): Promise<Device> {
  const self = {
    name,
    from: name,
    marks: [],
    moves: [],
    ends: [],
    heard: new Set<string>(),
    devices: [],
    kept: [],
  };
  const device = await Device.open({
    self,
    key: `the key of ${name}`.padEnd(16, "."),
    room: LOBBY,
    port,
  });
  await until("a greeting", () => device.epoch !== "");
  return device;
}

async function openPerson(name: string): Promise<Participant> {
  const person = new Participant(name, LOBBY, await Link.open(port));
  await until("a greeting", () => person.epoch !== "");
  return person;
}

test.concurrent("a device that was left connects no more", async () => {
  const device = await openDevice("ada");
  const { url } = device.link;
  await device.leave();
  expect(await attemptsAt(url)).toBe(0);
});

test.concurrent("a device that was reloaded connects by its new link alone", async () => {
  const device = await openDevice("lin");
  const { url } = device.link;
  await device.reload();
  expect(await attemptsAt(url)).toBe(0);
  await until("another greeting", () => device.isSettled);
  await device.leave();
});

test.concurrent("a device that was left while it tried to connect connects no more", async () => {
  const device = await openDevice("bo");
  const { url } = device.link;
  device.link.break();
  await Bun.sleep(TRIED_WITHIN);
  await device.leave();
  expect(await attemptsAt(url)).toBe(0);
});

test.concurrent(
  "a page that was left connects no more, also when it had no connection",
  async () => {
    for (const isCut of [false, true]) {
      const person = await openPerson(`nur-${isCut}`);
      const { url } = person.link;
      if (isCut) person.link.break();
      if (isCut) await Bun.sleep(TRIED_WITHIN);
      person.leave();
      await person.link[Symbol.asyncDispose]();
      expect(await attemptsAt(url)).toBe(0);
    }
  },
);
