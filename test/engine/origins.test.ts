import { expect, setDefaultTimeout, test } from "bun:test";
import { isAllowedOrigin } from "../../src/engine/origins";

setDefaultTimeout(60_000);

const ALLOWED = ["https://friend.example"];

/** Whether a page of `origin` may connect to chat.example, asked with these headers. */
function welcomes(origin: string | null, headers: Record<string, string> = {}): boolean {
  const request = new Request("http://chat.example:3000/socket.io/", {
    headers: {
      Host: "chat.example:3000",
      ...(origin === null ? {} : { Origin: origin }),
      ...headers,
    },
  });
  return isAllowedOrigin(request, ALLOWED);
}

test.each<[origin: string | null, what: string]>([
  ["http://chat.example:3000", "the page's own"],
  ["https://chat.example:3000", "the page's own, where a proxy ends TLS"],
  ["https://friend.example", "an allowed origin"],
  ["ws://chat.example:3000", "this server's own, as Swift's client spells it"],
  ["wss://chat.example:3000", "this server's own, as Swift's client spells it with TLS"],
  [null, "no origin, from a client that is no browser"],
])("H9: a page may connect from %j: %s", (origin) => {
  expect(welcomes(origin)).toBe(true);
});

test.each([
  ["null", "a page that hides where it comes from"],
  ["", "an origin that says nothing"],
  ["http://chat.example", "another port"],
  ["http://chat.example:3001", "another port"],
  ["http://chat.example:30000", "a port that begins alike"],
  ["http://other.chat.example:3000", "a sibling host"],
  ["http://chat.example.evil.example:3000", "a host that begins alike"],
  ["http://evilchat.example:3000", "a host that ends alike"],
  ["http://chat.example:3000.evil.example", "a host that begins with all of it"],
  ["http://evil.example/chat.example:3000", "a path that has the page's own"],
  ["http://chat.example:3000@evil.example", "a user's name that has the page's own"],
  ["http://chat.example:3000/", "an origin with a path"],
  ["HTTP://CHAT.EXAMPLE:3000", "an origin in capitals"],
  ["http://chat.example:3000, http://evil.example", "two origins"],
  ["ws://chat.example:3001", "another port, as no browser spells it"],
  ["wss://evil.example", "another host, as no browser spells it"],
  ["ws://friend.example", "an allowed host by another scheme, as no browser spells it"],
  ["http://friend.example", "an allowed host by another scheme"],
  ["https://friend.example:8443", "an allowed host's other port"],
  ["https://www.friend.example", "an allowed host's sibling"],
  ["file://", "a file"],
  ["chrome-extension://abcdef", "an extension"],
])("H9: a page may not connect from %j: %s", (origin) => {
  expect(welcomes(origin)).toBe(false);
});

test("H9: behind a proxy with https, a page loaded over http is foreign", () => {
  const headers = { "X-Forwarded-Proto": "https" };
  expect(welcomes("https://chat.example:3000", headers)).toBe(true);
  expect(welcomes("http://chat.example:3000", headers)).toBe(false);
});

test("H9: a request without an Origin is foreign when the browser calls it cross-site", () => {
  expect(welcomes(null, { "Sec-Fetch-Site": "same-origin" })).toBe(true);
  expect(welcomes(null, { "Sec-Fetch-Site": "none" })).toBe(true);
  expect(welcomes(null, { "Sec-Fetch-Site": "cross-site" })).toBe(false);
  expect(welcomes(null, { "Sec-Fetch-Site": "same-site" })).toBe(false);
});
