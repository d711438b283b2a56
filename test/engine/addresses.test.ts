import { expect, test } from "bun:test";
import { clientAddress, networkOf } from "../../src/engine/addresses";

test.each([
  ["203.0.113.7", "203.0.113.7", "an IPv4 address is itself"],
  ["::ffff:203.0.113.7", "203.0.113.7", "and still when written as IPv6"],
  ["::ffff:cb00:7107", "203.0.113.7", "however that is written"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "an IPv6 address is its /64"],
  ["2001:DB8:1:2::6", "2001:db8:1:2::/64", "in every spelling"],
  ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64", "from end to end"],
  ["2001:db8:1:3::6", "2001:db8:1:3::/64", "the next /64 is another one"],
  ["2001:db8::1", "2001:db8:0:0::/64", "a gap may be in the prefix"],
  ["::1", "0:0:0:0::/64", "or be the prefix"],
  ["fe80::1%eth0", "fe80:0:0:0::/64", "a zone is no part of it"],
  ["unknown", "unknown", "and what is no address is left as it is"],
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
  [{ "Fly-Client-IP": "203.0.113.7" }, "203.0.113.7", "is taken at its word"],
  [{ "Fly-Client-IP": "2001:db8::1" }, "2001:db8::1", "in IPv6 as well"],
  [{ "Fly-Client-IP": "6.6.6.6, 203.0.113.7" }, "203.0.113.7", "for what it has added itself"],
  [{ "X-Forwarded-For": "203.0.113.7" }, "198.51.100.1", "and no other header is"],
  [{ "Fly-Client-IP": "localhost" }, "198.51.100.1", "unless it says no address"],
  [{ "Fly-Client-IP": "" }, "198.51.100.1", "or nothing"],
])("H10: a trusted proxy %j makes it %s: it %s", (headers, address) => {
  expect(from(headers, "Fly-Client-IP")).toBe(address);
});
