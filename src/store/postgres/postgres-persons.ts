/** Who people are, in the shared store: its tables come with the next commit. */
import { LogUnavailable } from "../log";
import type { Persons } from "../persons";

const notYet = () => Promise.reject(new LogUnavailable("the shared store keeps no persons yet"));

export const noPersons: Persons = {
  holder: notYet,
  replaceKey: notYet,
  addRekey: notYet,
  useRekey: notYet,
  claim: notYet,
  grant: notYet,
  release: notYet,
  owners: notYet,
  noteSpoken: notYet,
  unnoted: notYet,
  noted: notYet,
  mark: notYet,
  onMarks: () => {},
  allow: notYet,
  block: notYet,
  noteSeen: notYet,
  known: notYet,
  mayReach: notYet,
  erase: notYet,
  erasing: notYet,
  erased: notYet,
};
