/** Items of an archive that a store refuses. */
import {
  type ArchiveItem,
  isChange,
  isInvitation,
  isMember,
  isMessage,
  isProfile,
  isReaction,
  isReport,
  isRestriction,
  isRetiredKey,
} from "./items";
import { shortened } from "./lines";
import { isBlock, isClaim, isErased, isKey, isMark, isSettings } from "./person-items";

/**
 * What a store threw for an item, and whether that was because it has one with the same key already. No line is compared with others
 * before: send keys come in no order, so that all of them would have to be kept in memory.
 */
export class RefusedItem extends Error {
  override readonly name = "RefusedItem";

  constructor(
    readonly item: ArchiveItem,
    isRepeated: boolean,
    cause: Error,
  ) {
    super(isRepeated ? repetitionOf(item) : cause.message, { cause });
  }
}

/** What is there twice. Where a store has two keys of a kind, either may be the one. */
function repetitionOf(item: ArchiveItem): string {
  for (const say of REPETITIONS) {
    const repetition = say(item);
    if (repetition !== undefined) return repetition;
  }
  return "it is here twice";
}

const of =
  <Item extends ArchiveItem>(
    isOne: (item: ArchiveItem) => item is Item,
    say: (item: Item) => string,
  ) =>
  (item: ArchiveItem) =>
    isOne(item) ? say(item) : undefined;

/** A template whose values are shortened, because an archive may have anything in them. */
const text = (words: TemplateStringsArray, ...values: (string | number)[]) =>
  String.raw({ raw: words }, ...values.map((value) => shortened(String(value))));

const REPETITIONS = [
  of(
    isMessage,
    ({ id, from, room }) => text`the send key ${id} of ${from} in ${room} is here twice`,
  ),
  of(
    isReaction,
    ({ emoji, from, seq, room }) =>
      text`the reaction ${emoji} of ${from} to ${seq} in ${room} is here twice`,
  ),
  of(
    isChange,
    ({ change, from, seq, room }) =>
      text`the send key ${change} of ${from} for a change of ${seq} in ${room} is here twice`,
  ),
  of(
    isRetiredKey,
    ({ id, from, room }) => text`the send key ${id} of ${from} in ${room} is here twice`,
  ),
  of(isProfile, ({ room }) => text`the profile of ${room} is here twice`),
  of(isMember, ({ from, room }) => text`the member ${from} of ${room} is here twice`),
  of(isInvitation, ({ id }) => text`the invitation ${id} is here twice`),
  of(
    isRestriction,
    ({ restricted, from, room }) => text`the ${restricted} of ${from} in ${room} is here twice`,
  ),
  of(
    isReport,
    ({ id, reporter, seq, room }) =>
      text`the report ${id}, or another one of ${reporter} about ${seq} in ${room}, is here already`,
  ),
  of(isKey, ({ key, holder }) =>
    holder === undefined
      ? text`the key ${key} is here twice`
      : text`the key ${key}, or another one of ${holder}, is here already`,
  ),
  of(isClaim, ({ claimed }) => text`the name ${claimed} is here twice`),
  of(isMark, ({ from, room }) => text`the mark of ${from} in ${room} is here twice`),
  of(isSettings, ({ settings }) => text`the settings of ${settings} are here twice`),
  of(isBlock, ({ from, blocked }) => text`the block of ${blocked} by ${from} is here twice`),
  of(isErased, ({ erased }) => text`the erased person ${erased} is here twice`),
];
