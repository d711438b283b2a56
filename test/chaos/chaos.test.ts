import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { check, noFaults } from "./checker";
import { Link } from "./link";
import { oneServer } from "./one-server";
import { serve } from "../support/server";

// On a machine that has much else to do; each blow of a campaign has a deadline of its own.
setDefaultTimeout(300_000);

test.concurrent(
  "nothing acknowledged is lost, doubled, reordered or in another state, and nothing is numbered after an act that forbade it (P32), while the server is killed, deployed and restored from a backup, and the network fails",
  async () => {
    const { records, catchingUp, acts } = await oneServer({
      people: 3,
      rounds: 2,
      load: 500,
      patience: 30_000,
    });
    expect(check(records)).toEqual(noFaults());
    expect(catchingUp).not.toContain(undefined);
    expect(acts).toBeGreaterThan(1);
  },
);

test.concurrent(
  "who is only late in the end is waited for, and not taken for somebody who lost a message",
  async () => {
    const course = { people: 2, rounds: 1, load: 200, patience: 0, lateness: 30_000 };
    const { records, catchingUp } = await oneServer(course);
    expect(catchingUp).toEqual([undefined, undefined, undefined]);
    for (const { typed, acknowledged, forbidden } of records.people) {
      const settled = new Set([...acknowledged.map(({ id }) => id), ...forbidden]);
      expect(typed.filter(({ id }) => !settled.has(id))).toEqual([]);
    }
    expect(check(records)).toEqual(noFaults());
  },
);

test.concurrent(
  "P8: an acknowledgement cut off after the commit, five times, leaves one message with one number",
  async () => {
    await using server = await serve();
    await using link = await Link.open(() => Number(new URL(server.url).port));
    await using lin = await Client.connect(server.url);
    const auth = { key: "the key of ada.." };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await using ada = await Client.connect(link.url, "websocket", auth);
      const swallowed = link.silence("down");
      ada.tell("chuan", { name: "ada", txt: "once" }, { id: "ada-1" }, () => {
        throw new Error("the acknowledgement was to be cut off");
      });
      await within(20_000, "the acknowledgement on its way", swallowed);
      link.cut();
      link.heal();
    }
    await using ada = await Client.connect(link.url, "websocket", auth);
    const reply = await ada.say("once", { id: "ada-1" });
    expect(reply).toMatchObject({ ok: true, meta: { seq: 1, id: "ada-1" } });
    expect((await lin.message()).msg.txt).toBe("once");
    expect(await lin.unread()).toBe(0);
    expect(await lin.log("lobby")).toHaveLength(1);
  },
);
