import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client, TRANSPORTS, type TransportName } from "../../support/client";
import { shared } from "../../support/shared";
import { until } from "../../support/until";
import { type Message, type Reply, SERVER_ROOM, type ServerProfile } from "../../../src/protocol";
import {
  apart,
  codeOf,
  foundClosed,
  granted,
  type Here,
  type Invited,
  membersOf,
  roomNotice,
  serveOwned,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serveOwned());

const saying = (who: Here, txt: string, room: string) => who.client.say(txt, { room, name: "x" });
const errorOf = async (reply: Promise<unknown>) => {
  const answer = (await reply) as Reply<object>;
  return answer.ok ? undefined : answer.error;
};
test("P31: somebody who is banned from a room leaves it, is told why, and does not come in again until pardoned", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const [tea, coffee] = [roomOf("tea"), roomOf("coffee")];
  await using lin = await enter("lin");
  for (const room of [tea, coffee]) await granted(lin.client.ask("join", { room }));
  await granted(ada.client.ask("join", { room: tea }));
  const asked = { room: tea, from: idHere("lin"), reason: "spam" };
  await granted(ada.client.ask("ban", asked));
  const { out } = await roomNotice(lin.client, ({ gone }) => gone === true);
  expect(out).toEqual({ act: "ban", reason: "spam" });
  await saying(ada, "without lin", tea);
  for (const refused of [
    lin.client.ask("join", { room: tea }),
    lin.client.ask("history", { room: tea }),
    saying(lin, "one", tea),
  ])
    expect(await errorOf(refused)).toMatchObject({ code: "banned", reason: "spam" });
  expect(await codeOf(saying(lin, "one", coffee))).toBe("ok");
  await granted(ada.client.ask("pardon", { room: tea, from: idHere("lin") }));
  await until(
    "lin to be let in",
    async () => (await codeOf(lin.client.ask("join", { room: tea }))) === "ok",
  );
});

test("P31: a ban ends the membership in a closed room, and an old invitation does not bring back whom it met (H30)", async () => {
  const { enter, idHere, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  const { token } = await granted<Invited>(ada.client.ask("invite", { room, uses: 9 }));
  await granted(lin.client.ask("join", { room, invitation: token }));
  await granted(ada.client.ask("ban", { room, from: idHere("lin"), minutes: 5 }));
  await roomNotice(lin.client, ({ gone }) => gone === true);
  expect(await membersOf(ada, room)).toEqual(["ada owner"]);
  const again = { room, invitation: token };
  expect(await errorOf(lin.client.ask("join", again))).toMatchObject({
    code: "banned",
    until: expect.any(Number),
  });
  await using other = await enter("lin", { invitation: token });
  expect(await codeOf(other.client.ask("join", { room }))).toBe("banned");
});

test("P31: somebody who is kicked leaves at once, is told why once, and may come back", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  await using phone = await enter("lin");
  for (const one of [lin, phone, ada]) await granted(one.client.ask("join", { room: tea }));
  await granted(ada.client.ask("kick", { room: tea, from: idHere("lin"), reason: "calm down" }));
  for (const one of [lin, phone]) {
    const { out } = await roomNotice(one.client, ({ gone }) => gone === true);
    expect(out).toEqual({ act: "kick", reason: "calm down" });
  }
  expect(await codeOf(saying(lin, "one", tea))).toBe("not_in_room");
  expect(await codeOf(lin.client.ask("join", { room: tea }))).toBe("ok");
});

test("P31: a ban from the server ends every connection after telling why, stock clients do not come again, and the door says it", async () => {
  const { url, enter, idHere, keyHere, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  await using lin = await enter("lin");
  await using phone = await enter("lin");
  const ends = [lin, phone].map(
    ({ client }) => new Promise((resolve) => client.socket.once("disconnect", resolve)),
  );
  await granted(ada.client.ask("ban", { from: idHere("lin"), minutes: 5, reason: "spam" }));
  for (const { client } of [lin, phone])
    for (let told: ServerProfile = {}; !told.banned;) {
      [told] = (await client.next("server")) as [ServerProfile];
      if (told.banned)
        expect(told.banned).toMatchObject({ reason: "spam", until: expect.any(Number) });
    }
  expect(await Promise.all(ends)).toEqual(["io server disconnect", "io server disconnect"]);
  expect(lin.client.socket.active).toBeFalse();
  const refusal = await Client.refused(url, { key: keyHere("lin") });
  expect(refusal).toMatchObject({
    data: { code: "banned", reason: "spam", until: expect.any(Number) },
  });
  const { messages } = await granted<{ messages: Message[] }>(
    ada.client.ask("history", { room: SERVER_ROOM }),
  );
  const notices = messages.map(({ notice }) => [notice?.act, notice?.whom]);
  expect(notices).toContainEqual(["ban", idHere("lin")]);
  await granted(ada.client.ask("pardon", { from: idHere("lin") }));
  await using _ = await enter("lin");
});

test.each(Object.keys(TRANSPORTS) as TransportName[])(
  "P31: somebody who is banned from the server is told why by %s before the connection ends",
  async (transport) => {
    const { url, idHere, keyHere, enterAsOwner } = apart(common());
    await using ada = await enterAsOwner("ada");
    const auth = { key: keyHere("lin"), name: "lin" };
    await using lin = await Client.connect(url, transport, auth);
    const ended = new Promise((resolve) => lin.socket.once("disconnect", resolve));
    await granted(ada.client.ask("ban", { from: idHere("lin"), reason: "spam" }));
    expect(await lin.next("server")).toEqual([{ banned: { reason: "spam" } }]);
    expect(await ended).toBe("io server disconnect");
  },
);

test("P28: the invitations that somebody made end with their ban, for good (H30)", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  await using bo = await enter("bo");
  for (const one of [lin, ada]) await granted(one.client.ask("join", { room: tea }));
  const { token } = await granted<Invited>(lin.client.ask("invite", { room: tea }));
  await granted(ada.client.ask("ban", { room: tea, from: idHere("lin") }));
  await granted(ada.client.ask("pardon", { room: tea, from: idHere("lin") }));
  await until(
    "lin to be let in",
    async () => (await codeOf(lin.client.ask("join", { room: tea }))) === "ok",
  );
  expect(await errorOf(bo.client.ask("invitation", { token }))).toMatchObject({
    code: "gone",
    reason: "revoked",
  });
});
