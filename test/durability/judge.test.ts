import { expect, test } from "bun:test";
import { judge } from "./judge";

const write = `7 pwrite64(10</data/chuan.db-wal>, "\\0\\17proof-000001ada", 4096, 56) = 4096`;
const sync = `7 fsync(10</data/chuan.db-wal>) = 0`;
const ack = `7 sendto(16<socket:[42]>, "\\201l430[{\\"ok\\":true,\\"meta\\":{\\"room\\":\\"lobby\\",\\"seq\\":1,\\"id\\":\\"proof-000001\\"}}]", 110, 0) = 110`;
const passedOn = `7 sendto(17<socket:[43]>, "42[\\"tianxiu\\",{},{\\"id\\":\\"proof-000001\\"}]", 90, 0) = 90`;

test.each<[string, string[], { acknowledged: number; early: string[] }]>([
  ["written, synced, acknowledged", [write, sync, ack], { acknowledged: 1, early: [] }],
  [
    "acknowledged before the sync",
    [write, ack, sync],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  ["never synced", [write, ack], { acknowledged: 1, early: ["proof-000001"] }],
  [
    "synced before it was written",
    [sync, write, ack],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  [
    "a sync that failed",
    [write, `7 fsync(10</data/chuan.db-wal>) = -1 EIO (Input/output error)`, ack],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  [
    "a sync of another file",
    [write, `7 fsync(9</data/chuan.db>) = 0`, ack],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  [
    "acknowledged while another thread's sync is still under way",
    [write, `8 fsync(10</data/chuan.db-wal> <unfinished ...>`, ack, `8 <... fsync resumed>) = 0`],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  [
    "a sync that another thread began before the write",
    [`8 fsync(10</data/chuan.db-wal> <unfinished ...>`, write, `8 <... fsync resumed>) = 0`, ack],
    { acknowledged: 1, early: ["proof-000001"] },
  ],
  ["passed on and not acknowledged", [write, sync, passedOn], { acknowledged: 0, early: [] }],
])("%s", (_, lines, verdict) => {
  expect(judge(lines.join("\n"))).toMatchObject(verdict);
});
