/** Whether all devices of a person, and all machines, have the same rooms and marks, and direct rooms are their two people's (P30, P36). */
import { directRoom } from "../../src/chat/rooms/direct";
import type { Faults } from "./checker";
import { checkMarks } from "./checker-marks";
import type { Pair, Place, Self } from "./own-records";
import type { Epoch } from "./records";
import { isDue, overwritten } from "./register";

export interface Own {
  selves: readonly Self[];
  pairs: readonly Pair[];
}

export function checkOwn({ selves, pairs }: Own, epochs: readonly Epoch[], faults: Faults): void {
  checkMarks(selves, epochs, faults);
  for (const self of selves) {
    const [fresh = [], ...others] = self.kept;
    for (const [n, other] of others.entries())
      checkSame(`${self.name} on machine ${n + 2}`, other, fresh, faults);
    for (const [n, device] of self.devices.entries())
      checkSame(`device ${n + 1} of ${self.name}`, device, fresh, faults);
    checkRooms(self, fresh, epochs, faults);
  }
  checkPairs(selves, pairs, faults);
}

/** The same rooms, and in each the same mark, as a fresh reader has. */
function checkSame(
  where: string,
  places: readonly Place[],
  fresh: readonly Place[],
  faults: Faults,
) {
  const there = new Map(places.map((place) => [place.room, place]));
  for (const place of fresh) {
    const own = there.get(place.room);
    there.delete(place.room);
    if (!own) faults.differing.push(`${where} has no ${place.room}, which a fresh reader has`);
    else if (!Bun.deepEquals(own, place))
      faults.differing.push(`${where} has ${textOf(own)}, and a fresh reader has ${textOf(place)}`);
  }
  for (const room of there.keys())
    faults.differing.push(`${where} has ${room}, which a fresh reader does not have`);
}

const textOf = ({ room, kind, seen, level, with: other }: Place) =>
  `${room} (${kind}${other ? ` with ${other}` : ""}) at ${seen}, ${level}`;

/** What was joined is there, and what was quit is not. Bans end memberships where people talk, and there alone. */
function checkRooms(self: Self, fresh: readonly Place[], epochs: readonly Epoch[], faults: Faults) {
  const own = new Set(fresh.map(({ room }) => room));
  for (const [room, moves] of Map.groupBy(self.moves, (move) => move.room)) {
    const due = moves.filter((move) => isDue(move, epochs));
    const lost = overwritten(moves, due, ({ isIn }) => isIn === own.has(room));
    const what = lost?.isIn ? "joined" : "quit";
    if (lost) faults.lost.push(`${self.name} has ${what} ${room}, and that is not so any more`);
  }
}

const hasIt = ({ kept: [fresh = []] }: Self, room: string) =>
  fresh.some((one) => one.room === room);

/** A direct room is in the lists of both, and nobody else was told of it, or could read it. */
function checkPairs(selves: readonly Self[], pairs: readonly Pair[], faults: Faults): void {
  for (const { room, people, readers } of pairs) {
    if (readers.length > 0) faults.phantoms.push(`${readers.join(", ")} could read ${room}`);
    const both = selves.filter(({ from }) => people.includes(from));
    if (new Set(both.map((self) => hasIt(self, room))).size > 1)
      faults.differing.push(
        `only one of ${both.map(({ name }) => name).join(" and ")} has ${room}`,
      );
  }
  const others = new Map(selves.map(({ from, name }) => [from, name]));
  for (const { from, name, heard } of selves) {
    const mine = new Set([...others.keys()].map((other) => directRoom(from, other)));
    for (const room of heard)
      if (!mine.has(room)) faults.phantoms.push(`${name} was told of ${room}, which is of others`);
  }
}
