/** The numbers of docs/hazards.md against what the parts do that count and decide. */
import { expect, test } from "bun:test";
import { createRateLimits } from "../../src/chat/rate-limits";
import { createUploadLimits } from "../../src/chat/files/upload-limits";
import { createAddressLimits } from "../../src/engine/address-limits";
import { DEFAULTS } from "../../src/engine/options";
import { createFileTurns } from "../../src/http/file-turns";
import { CLAIMS_A_DAY, DIRECT_A_DAY } from "../../src/protocol/limits";
import { readConfig } from "../../src/start/config";
import { limitsOf } from "../../src/start/engine";

const config = readConfig({ DATABASE_URL: "sqlite::memory:" });
const [KIB, MIB] = [1024, 1024 * 1024];
const HERE = "192.0.2.1";

/** What the table says about each thing: at once, and in the long run. */
const rows = new Map(
  (await Bun.file(`${import.meta.dir}/../../docs/hazards.md`).text())
    .split("## Limits of one address")[1]
    ?.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, what = "", atOnce = "", later = ""]) => [what, [atOnce, later]] as const),
);
const row = (beginning: string) =>
  [...rows].find(([what]) => what.startsWith(beginning))?.[1] ?? [];

/** How often something is allowed in one turn of the event loop, in which no time passes for a limit. */
function countOf(mayGoOn: () => boolean): number {
  let count = 0;
  while (mayGoOn()) count += 1;
  return count;
}

const isAllowed = (act: () => unknown) => {
  try {
    act();
    return true;
  } catch {
    return false;
  }
};

/** The senders of an address, all different. */
let senders = 0;
const sender = (from = `sender ${(senders += 1)}`) => ({
  id: from,
  address: HERE,
  person: { from, name: "mallory" },
});
const say = (count: number) => count.toLocaleString("en-US");

test("docs/hazards.md says how many sessions, requests and packets an address may have", () => {
  const limits = createAddressLimits(limitsOf(config));
  const { perAddress, ratePerAddress } = limitsOf(config).admission;
  expect(row("sessions")).toEqual([`${perAddress}`, `${ratePerAddress} new ones a second`]);
  const slow = createAddressLimits({
    ...limitsOf(config),
    admission: { connections: 0, perAddress, ratePerAddress: 0 },
  });
  expect(countOf(() => slow.sessions.admit(HERE) === undefined)).toBe(perAddress);
  expect(countOf(() => limits.sessions.admit(HERE) === undefined)).toBe(ratePerAddress);

  const open = { requestIP: () => ({ address: HERE, family: "IPv4" as const, port: 1 }) };
  const requests = countOf(() =>
    limits.requests.admit(HERE, new Request("http://127.0.0.1/"), open),
  );
  expect(row("requests")).toEqual([say(requests), ""]);
  const bodies = (perAddress * DEFAULTS.maxPacket) / 1e6;
  expect(row("bodies")[0]).toStartWith(`${Math.floor(bodies)} MB, for ten seconds`);

  const { perSecond } = limitsOf(config).packetRate;
  const one = {};
  const ofOne = countOf(() => limits.packets.admits(one, "198.51.100.1", 1));
  expect(row("packets of one")).toEqual([say(ofOne), `${perSecond} a second`]);
  const ofAll = countOf(() => limits.packets.admits({}, HERE, 1));
  expect(row("packets of all")).toEqual([
    say(ofAll),
    `${say((ofAll / ofOne) * perSecond)} a second`,
  ]);
});

test("docs/hazards.md says how many bytes may be unsent to one connection, to an address, and to all", () => {
  const { backlogBytes } = config;
  expect(row("unsent bytes of one connection")[0]).toBe(`${backlogBytes / MIB} MiB`);
  /** How many full backlogs are unsent, each to a connection at one of these addresses in turn, until one is cut. */
  const backlogs = (addresses: number) => {
    const { unsent } = createAddressLimits(limitsOf(config));
    let cut = 0;
    let count = 0;
    const note = () =>
      unsent.note(`192.0.2.${(count += 1) % addresses}`, { cut: () => (cut += 1) }, backlogBytes);
    return countOf(() => (note(), cut === 0));
  };
  expect(row("unsent bytes of all its")[0]).toBe(`${backlogs(1)} MiB`);
  // Each address has more than 1 MiB once every one has its second backlog.
  expect(row("unsent bytes of all addresses")[0]).toBe(`${backlogs(5)} MiB`);
});

test("docs/hazards.md says how many files from Postgres are being sent to an address, and to all", async () => {
  const turns = createFileTurns();
  let begun = 0;
  /** Asks for the first step of so many files, each from one of these addresses in turn, and returns how many have begun. */
  const ask = async (files: number, addresses: number) => {
    for (let n = 0; n < files; n += 1) {
      const file = turns.inTurn(`${n % addresses}`, new ReadableStream(), () => (begun += 1));
      void file.getReader().read();
    }
    await new Promise(setImmediate);
    return begun;
  };
  expect(row("files from Postgres")[0]).toBe(
    `${await ask(1000, 1)}, of all addresses ${say(await ask(10_000, 1000))}`,
  );
});

test("docs/hazards.md says how many messages, events and bytes of messages an address may send", () => {
  const limits = createRateLimits(config);
  const messages = countOf(() => isAllowed(() => limits.requireMessage(sender(), 1)));
  expect(row("messages")).toEqual([say(messages), `${10 * config.messageRate} a second`]);
  const events = countOf(() => isAllowed(() => limits.requireEvent(sender())));
  expect(row("events")).toEqual([say(events), `${10 * config.eventRate} a second`]);

  const { ofSender, ofAddress, long } = limitsOf(config).broadcastBytes;
  for (const [what, { perSecond, burst }] of [
    ["bytes of messages, of one", ofSender],
    ["bytes of messages, of all senders", ofAddress],
    ["bytes of messages over", long],
  ] as const)
    expect([what, ...row(what)]).toEqual([
      what,
      `${burst / KIB} KiB`,
      `${perSecond / KIB} KiB a second`,
    ]);
});

test("docs/hazards.md says how many names, rooms, pictures, invitations and uploads an address may have", () => {
  const limits = createRateLimits(config);
  const claims = countOf(() => isAllowed(() => (limits.requireClaim(HERE), limits.claimed(HERE))));
  expect(claims).toBe(CLAIMS_A_DAY);
  expect(row("names")).toEqual([`${claims}`, `${claims} a day`]);
  const rooms = countOf(() => isAllowed(() => limits.requireDirect(sender())));
  expect(rooms).toBe(10 * DIRECT_A_DAY);
  expect(row("rooms of two")).toEqual([`${rooms}`, `${rooms} a day`]);

  const pictures = countOf(() => isAllowed(() => limits.requirePicture(sender())));
  expect(row("pictures")).toEqual([`${pictures}`, `${pictures} a day`]);
  const memberships = countOf(() => limits.mayEnrol(sender()));
  expect(row("memberships")).toEqual([say(memberships), "1 a second"]);
  const wrong = countOf(() => isAllowed(() => (limits.requireGuess(HERE), limits.guessed(HERE))));
  const tried = countOf(() => isAllowed(() => limits.requireGuess("192.0.2.2")));
  expect(row("invitations that are asked")).toEqual([`${tried}`, "20 a second"]);
  expect(row("invitations that do not")).toEqual([`${wrong}`, "12 a minute"]);

  const uploads = (bytes: number, isKept: boolean) => {
    const limit = createUploadLimits({ fileBytes: config.fileBytes, isLimited: true });
    return countOf(() =>
      isAllowed(() => (isKept ? limit.begin(sender(), bytes) : limit.begin(sender(), bytes)())),
    );
  };
  const [atOnce, later = ""] = row("uploads");
  expect(atOnce).toBe(`${uploads(1, true)}`);
  const [inARow, ofTheLargest] = [uploads(1, false), uploads(config.fileBytes, false)];
  const bytes = (ofTheLargest * config.fileBytes) / 1e6;
  expect(later).toBe(
    `5 a second, after ${inARow}; ${Math.floor(bytes / 10)} MB a minute, after ${Math.floor(bytes)} MB`,
  );
});
