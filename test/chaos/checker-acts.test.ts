import { expect, test } from "bun:test";
import type { Act } from "../../src/protocol";
import { noFaults } from "./checker";
import { checkActs } from "./checker-acts";
import { newRecord, type Seen, type Told } from "./records";

const said = (seq: number, from: string, notice?: Seen["notice"]): Seen => ({
  room: "designers",
  seq,
  rev: seq,
  id: `${seq}`,
  from,
  name: from,
  txt: "text",
  at: 0,
  ...(notice && { notice }),
});
const acted = (seq: number, act: Act, whom = "lin") => said(seq, "ada", { act, by: "ada", whom });
const changed = (rev: number, by: string, more: Partial<Told> = {}): Told => ({
  epoch: "first",
  id: "1",
  seq: 1,
  rev,
  isChange: true,
  by,
  ...more,
});

/** A room in which lin is muted or banned for a while. */
const timeOf = (act: Act) => [said(1, "lin"), acted(3, act), acted(5, "pardon")];

/** What the checker says of a room's log, and of the changes that somebody was told of. */
function faultsOf(log: Seen[], ...told: Told[]): string[] {
  const faults = noFaults();
  const person = { ...newRecord("bo", "designers", "bo"), live: [told] };
  const epoch = { id: "first", logs: new Map() };
  checkActs({ room: "designers", log, people: [person], epoch, due: new Set() }, faults);
  return faults.forbidden;
}

test("P32: what is said before an act, after its pardon, or by somebody else is no fault", () => {
  for (const act of ["mute", "ban"] as const) {
    const log = [said(1, "lin"), acted(2, act), said(3, "bo"), acted(4, "pardon"), said(5, "lin")];
    expect(faultsOf(log)).toEqual([]);
  }
  expect(faultsOf([acted(1, "kick"), said(2, "lin"), acted(3, "rank"), said(4, "lin")])).toEqual(
    [],
  );
});

test("P32: what is said between an act and its pardon is a fault, also when another act came in between", () => {
  for (const act of ["mute", "ban"] as const)
    expect(faultsOf([acted(1, act), said(2, "lin")])).toEqual([`2 is of lin, after the ${act} 1`]);
  const log = [acted(1, "ban"), acted(2, "mute", "bo"), acted(3, "mute"), said(4, "lin")];
  expect(faultsOf([...log, acted(5, "pardon")])).toEqual(["4 is of lin, after the mute 3"]);
});

test("P32: a change between an act and its pardon is a fault; who is muted may remove what they said", () => {
  for (const act of ["mute", "ban"] as const) {
    expect(faultsOf(timeOf(act), changed(2, "lin"), changed(4, "bo"), changed(6, "lin"))).toEqual(
      [],
    );
    expect(faultsOf(timeOf(act), changed(4, "lin"))).toHaveLength(1);
    expect(faultsOf(timeOf(act), changed(4, "lin", { epoch: "second" }))).toEqual([]);
  }
  const removal = changed(4, "lin", { isRemoval: true });
  expect(faultsOf(timeOf("mute"), removal)).toEqual([]);
  expect(faultsOf(timeOf("ban"), removal)).toHaveLength(1);
});
