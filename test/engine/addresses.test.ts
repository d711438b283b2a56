import { expect, test } from "bun:test";
import { clientAddress, forwardedBy, networkOf } from "../../src/engine/addresses";

test.each([
  ["203.0.113.7", "203.0.113.7", "an IPv4 address is itself"],
  ["::ffff:203.0.113.7", "203.0.113.7", "an IPv4 address in IPv6 is the IPv4 address"],
  ["::ffff:cb00:7107", "203.0.113.7", "an IPv4 address in IPv6 in hexadecimal is the IPv4 address"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "an IPv6 address is its /64"],
  ["2001:DB8:1:2::6", "2001:db8:1:2::/64", "an IPv6 address in capitals is its /64"],
  [
    "2001:0db8:0001:0002:ffff:ffff:ffff:ffff",
    "2001:db8:1:2::/64",
    "the last address of a /64 is in it",
  ],
  ["2001:db8:1:3::6", "2001:db8:1:3::/64", "the first address of the next /64 is not"],
  ["2001:db8::1", "2001:db8:0:0::/64", "an IPv6 address with a gap in its prefix is its /64"],
  ["::1", "0:0:0:0::/64", "an IPv6 address that begins with a gap is its /64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64", "the zone of an IPv6 address is left out"],
  ["unknown", "unknown", "an invalid address stays as it is"],
])("H11: for limits, %s is %s: %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const SOCKET = { requestIP: () => ({ address: "198.51.100.1", family: "IPv4" as const, port: 1 }) };
const from = (headers: Record<string, string>, trusted?: string) =>
  clientAddress(new Request("http://chat.example/", { headers }), SOCKET, trusted);

test("H10: without a trusted proxy, no header changes the address of a client", () => {
  const headers = ["X-Forwarded-For", "Fly-Client-IP", "X-Real-IP", "Forwarded", "Client-IP"];
  for (const header of headers) expect(from({ [header]: "203.0.113.7" })).toBe("198.51.100.1");
});

test.each([
  [{ "Fly-Client-IP": "203.0.113.7" }, "203.0.113.7", "the address in its header counts"],
  [{ "Fly-Client-IP": "2001:db8::1" }, "2001:db8::1", "its header may have an IPv6 address"],
  [
    { "Fly-Client-IP": "6.6.6.6, 203.0.113.7" },
    "203.0.113.7",
    "only the last address, which it added itself, counts",
  ],
  [{ "X-Forwarded-For": "203.0.113.7" }, "198.51.100.1", "no other header counts"],
  [{ "Fly-Client-IP": "localhost" }, "198.51.100.1", "a header that is no address does not count"],
  [
    { "Fly-Client-IP": "203.0.113.7, localhost" },
    "198.51.100.1",
    "a list whose last element is no address does not count",
  ],
  [{ "Fly-Client-IP": "" }, "198.51.100.1", "an empty header does not count"],
])("H10: a trusted proxy %j makes it %s: %s", (headers, address) => {
  expect(from(headers, "Fly-Client-IP")).toBe(address);
});

test.each([
  ["203.0.113.7:5678", "203.0.113.7"],
  ["203.0.113.7 ", "203.0.113.7"],
  [" 203.0.113.7:1, 198.51.100.9:65535", "198.51.100.9"],
  ["2001:db8::1", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["6.6.6.6, [2001:db8::1]:443", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1%eth0"],
  ["[::ffff:203.0.113.7]:80", "::ffff:203.0.113.7"],
  ['"203.0.113.7:5678"', "203.0.113.7"],
  ['"[2001:db8::1]:443"', "2001:db8::1"],
])("H48: a trusted proxy may write an address as %j", (said, address) => {
  expect(from({ "X-Forwarded-For": said }, "X-Forwarded-For")).toBe(address);
});

test.each([
  "203.0.113.7:",
  "203.0.113.7:port",
  "203.0.113.7:80:90",
  "203.0.113:80",
  "203.0.113.7/24",
  "[2001:db8::1",
  "2001:db8::1]:443",
  "[2001:db8::1]443",
  "[]",
  "[]:80",
  '"',
  "unknown",
  "_hidden",
  "203.0.113.7,",
  "for=203.0.113.7",
])("H48: %j from a trusted proxy is no address", (said) => {
  expect(from({ "X-Forwarded-For": said }, "X-Forwarded-For")).toBe("198.51.100.1");
});

test.each([
  ["for=203.0.113.7", "203.0.113.7"],
  ["For=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"],
  ['proto=http; for="203.0.113.7:47"', "203.0.113.7"],
  ['for="[2001:db8::1]:4711"', "2001:db8::1"],
  ["for=6.6.6.6, for=203.0.113.7;proto=https", "203.0.113.7"],
  ['for="6.6.6.6, for=203.0.113.7', "203.0.113.7"],
  ["for=unknown", "198.51.100.1"],
  ["for=_secret", "198.51.100.1"],
  ["by=203.0.113.7", "198.51.100.1"],
  ["host=for=203.0.113.7", "198.51.100.1"],
  ["203.0.113.7", "198.51.100.1"],
  ['proto=http;host="x;for=198.51.100.2";for=203.0.113.9', "203.0.113.9"],
  ['for=203.0.113.9;host="a,for=198.51.100.2"', "203.0.113.9"],
  ['host="a\\",for=198.51.100.2";for=203.0.113.9', "203.0.113.9"],
  ['for=203.0.113.9;host="a\\\\"', "203.0.113.9"],
  ['host="a;for=198.51.100.2, for=203.0.113.9;host="b;for=198.51.100.3"', "203.0.113.9"],
])("H48: TRUSTED_PROXY=Forwarded reads RFC 7239: %j is %s", (said, address) => {
  for (const name of ["Forwarded", "forwarded"])
    expect(from({ Forwarded: said }, name)).toBe(address);
});

test("H48: a Forwarded header of 16 KB of quotes names no address", () => {
  for (const part of ['"', '\\"', "\\", '";', 'for="'])
    expect(from({ Forwarded: part.repeat(16_384 / part.length) }, "Forwarded")).toBe(
      "198.51.100.1",
    );
});

test.each([
  [{ "X-Forwarded-For": "203.0.113.7" }, "X-Forwarded-For"],
  [{ forwarded: "for=203.0.113.7" }, "Forwarded"],
  [{ "X-Forwarded-For": "203.0.113.7", "CF-Connecting-IP": "203.0.113.7" }, "CF-Connecting-IP"],
  [{ "User-Agent": "ada" }, undefined],
])(
  "H48: where no proxy is trusted, a proxy's header is still recognised: %j has %s",
  (headers, header) => {
    expect(forwardedBy(new Request("http://chat.example/", { headers }))).toBe(header);
  },
);
