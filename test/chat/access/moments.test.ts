/** What happens when ranks change, or connections end, in the middle of something. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { until } from "../../support/until";
import { bring, codeOf, come, foundClosed, granted, idOf } from "./people";
import { gate, serveWith } from "./gate";

setDefaultTimeout(60_000);

const test = alone.concurrent;

test("P31: a join that is under way when the membership ends is refused, and the caller is not in the room", async () => {
  const roomReads = gate();
  await using server = await serveWith(({ log }) => ({
    log: {
      ...log,
      async read(room, range) {
        if (room.startsWith("~")) await roomReads.pass();
        return log.read(room, range);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  roomReads.close();
  const joining = codeOf(phone.client.ask("join", { room }));
  const reading = codeOf(phone.client.ask("history", { room }));
  await until("the join and the page to wait", () => roomReads.waiting() === 2);
  await granted(lin.client.ask("quit", { room }));
  roomReads.open();
  expect(await Promise.all([joining, reading])).toEqual(["forbidden", "forbidden"]);
  await ada.client.say("about lin", { room });
  expect(await phone.client.unread()).toBe(0);
});

test("H28: names that are asked for in all of one's rooms when a membership ends come from the others alone", async () => {
  const finds = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async find(room, wanted, limit) {
        if (room.startsWith("~")) await finds.pass();
        return community.find(room, wanted, limit);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await granted(ada.client.ask("leave", { room: "lobby" }));
  await bring(ada, room, lin);
  await granted(phone.client.ask("join", { room }));
  const asking = () => phone.client.ask("people", { from: [idOf("ada"), idOf("nobody")] });
  expect(await asking()).toMatchObject({ people: [{ name: "ada" }] });
  finds.close();
  const asked = asking();
  await until("the question waiting", () => finds.waiting() === 1);
  await granted(lin.client.ask("quit", { room }));
  finds.open();
  expect(await asked).toEqual({ ok: true, people: [] });
});

test("P31: a message that waits when the membership ends is refused, and stored nowhere", async () => {
  const calls = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async find(...asked) {
        await calls.pass();
        return community.find(...asked);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  calls.close();
  const said = codeOf(lin.client.say("@ada: hello", { room }));
  await until("the message to wait", () => calls.waiting() === 1);
  await granted(lin.client.ask("quit", { room }));
  calls.open();
  expect(await said).toBe("forbidden");
  expect(await ada.client.log(room)).toEqual([]);
});
