/** What the contract suites about people share: keys, claims of names, and tokens. */
import { ada } from "./community-parts";

export const HOUR = 3_600_000;
export const SINCE = Date.now() - HOUR;
export const KEY = "another-key-of-a";
export const THIRD = "a-third-key-of-a";

export const claim = (name: string, { from } = ada) => ({
  looks: [name.toLowerCase()],
  name,
  from,
});
export const token = (id = "0123456789abcdef") => ({
  id,
  hash: "00",
  from: ada.from,
  until: Date.now() + HOUR,
});
