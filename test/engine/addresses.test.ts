import { expect, test } from "bun:test";
import { clientAddress, networkOf } from "../../src/engine/addresses";

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
  ["unknown", "unknown", "what is no address stays as it is"],
])("H11: for limits, %s is %s: %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const SOCKET = { requestIP: () => ({ address: "198.51.100.1", family: "IPv4" as const, port: 1 }) };
const from = (headers: Record<string, string>, trusted?: string) =>
  clientAddress(new Request("http://chat.example/", { headers }), SOCKET, trusted);

test("H10: without a trusted proxy, no header changes whose connection it is", () => {
  const headers = ["X-Forwarded-For", "Fly-Client-IP", "X-Real-IP", "Forwarded", "Client-IP"];
  for (const header of headers) expect(from({ [header]: "203.0.113.7" })).toBe("198.51.100.1");
});

test.each([
  [{ "Fly-Client-IP": "203.0.113.7" }, "203.0.113.7", "its header is taken at its word"],
  [{ "Fly-Client-IP": "2001:db8::1" }, "2001:db8::1", "its header may say an IPv6 address"],
  [
    { "Fly-Client-IP": "6.6.6.6, 203.0.113.7" },
    "203.0.113.7",
    "only the last address, which it added itself, counts",
  ],
  [{ "X-Forwarded-For": "203.0.113.7" }, "198.51.100.1", "no other header counts"],
  [{ "Fly-Client-IP": "localhost" }, "198.51.100.1", "a header that is no address does not count"],
  [{ "Fly-Client-IP": "" }, "198.51.100.1", "an empty header does not count"],
])("H10: a trusted proxy %j makes it %s: %s", (headers, address) => {
  expect(from(headers, "Fly-Client-IP")).toBe(address);
});
