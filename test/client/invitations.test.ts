import { expect, test } from "bun:test";
import { invitationPath, pastedInvitation } from "../../src/client/invitations";
import { createRedemption } from "../../src/client/redemption";

const TOKEN = "abcdefghijklmnopqrst-_";
const HERE = "https://chat.example.org";

test.each([
  TOKEN,
  `  ${TOKEN}\n`,
  `${HERE}/#invitation=${TOKEN}`,
  `${HERE}/r/~room#invitation=${TOKEN}`,
  `HTTPS://Chat.Example.ORG/#invitation=${TOKEN}`,
  // Without TLS it is the same server.
  `http://chat.example.org/#invitation=${TOKEN}`,
  `${HERE}/?from=messenger#invitation=${TOKEN}`,
  `/r/designers#invitation=${TOKEN}`,
  `#invitation=${TOKEN}`,
  `Come in: ${HERE}/#invitation=${TOKEN}. See you there!`,
  `加入：${HERE}/#invitation=${TOKEN}`,
  `<${HERE}/#invitation=${TOKEN}>`,
])("P28: a pasted invitation is found in %j", (text) =>
  expect(pastedInvitation(text, HERE)).toEqual({ is: "token", token: TOKEN }),
);

test.each([
  "",
  "hello",
  HERE,
  `${HERE}/#invitation=`,
  `${HERE}/#invitation=${TOKEN.slice(1)}`,
  `${HERE}/#invitation=${TOKEN}x`,
  `${TOKEN}x`,
  `${HERE}/#key=${TOKEN}&name=ada`,
])("P28: there is no invitation in %j", (text) =>
  expect(pastedInvitation(text, HERE)).toEqual({ is: "none" }),
);

test.each([
  [`https://other.example.org/#invitation=${TOKEN}`, "other.example.org"],
  [`https://chat.example.org:8443/r/x#invitation=${TOKEN}`, "chat.example.org:8443"],
  [`https://chat.example.org.evil.example/#invitation=${TOKEN}`, "chat.example.org.evil.example"],
  [`https://chat.example.org@evil.example/#invitation=${TOKEN}`, "evil.example"],
])("H27: the token in a link to another server is not for this one: %s", (link, host) =>
  expect(pastedInvitation(`see ${link}`, HERE)).toEqual({ is: "elsewhere", host, link }),
);

test("P28: an invitation's link has its token in the fragment, and the room in the path", () => {
  expect(invitationPath(TOKEN)).toBe(`/#invitation=${TOKEN}`);
  expect(invitationPath(TOKEN, "设计组")).toBe(
    `/r/${encodeURIComponent("设计组")}#invitation=${TOKEN}`,
  );
});

test("P27: a token is forgotten as soon as the server has answered", async () => {
  const redemption = createRedemption();
  expect(redemption.token()).toBeUndefined();
  const accepted = redemption.begin(TOKEN);
  expect(redemption.token()).toBe(TOKEN);
  expect(redemption.end()).toBeTrue();
  expect([redemption.token(), await accepted, redemption.end()]).toEqual([
    undefined,
    undefined,
    false,
  ]);
});

test("P27: a second invitation takes the place of one that was not answered", async () => {
  const redemption = createRedemption();
  const first = redemption.begin("first");
  const second = redemption.begin(TOKEN);
  expect(await first).toMatchObject({ code: "unavailable" });
  expect(redemption.token()).toBe(TOKEN);
  redemption.end({ code: "gone", message: "it has expired", reason: "expired" });
  expect(await second).toMatchObject({ reason: "expired" });
});
