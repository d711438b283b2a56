/** How much a person may upload: so much that no person ever reaches the limit, and so little that no flood gets past it (H24). */
import { createRateLimiter, type Rate, type RateLimiter } from "../../engine";
import type { Caller } from "../caller";
import { Refusal } from "../refusal";

export interface UploadLimits {
  /** Gives an upload of so many bytes a place, and returns what takes the place back. Throws `Refusal`. */
  begin(caller: Pick<Caller, "person" | "address">, bytes: number): () => void;
}

/** Uploads at once: of one person, of one address, and in all. One that comes fast takes up to 3 MB of memory. */
export interface AtOnce {
  ofPerson: number;
  ofAddress: number;
  all: number;
}

const AT_ONCE: AtOnce = { ofPerson: 3, ofAddress: 16, all: 24 };
/** Files of one person, and bytes in files of the largest size. An address has ten times, and twice, as much. */
const FILES: Rate = { perSecond: 0.5, burst: 60 };
const [BYTES_BURST, BYTES_SECONDS] = [10, 60];
const [FILES_OF_ADDRESS, BYTES_OF_ADDRESS] = [10, 2];
/** Milliseconds after which to ask for a place again. */
const LATER = 2000;
const UNLIMITED: Rate = { perSecond: 0, burst: 0 };

/** `fileBytes` is what one file may have; `isLimited` is false where nothing that people say is limited. */
export function createUploadLimits(
  { fileBytes, isLimited }: { fileBytes: number; isLimited: boolean },
  atOnce = AT_ONCE,
): UploadLimits {
  const limiter = (rate: Rate, times = 1): RateLimiter =>
    createRateLimiter(
      isLimited ? { perSecond: rate.perSecond * times, burst: rate.burst * times } : UNLIMITED,
    );
  const bytes = { perSecond: fileBytes / BYTES_SECONDS, burst: fileBytes * BYTES_BURST };
  const files = { ofPerson: limiter(FILES), ofAddress: limiter(FILES, FILES_OF_ADDRESS) };
  const size = { ofPerson: limiter(bytes), ofAddress: limiter(bytes, BYTES_OF_ADDRESS) };
  const people = createPlaces(atOnce.ofPerson);
  const addresses = createPlaces(atOnce.ofAddress);
  const all = createPlaces(atOnce.all);

  return {
    begin({ person: { from }, address }, count) {
      const wait =
        size.ofPerson.wait(from, count) ||
        size.ofAddress.wait(address, count) ||
        files.ofPerson.wait(from) ||
        files.ofAddress.wait(address);
      if (wait > 0) throw tooMany(wait);
      const isFree = people.isFree(from) && addresses.isFree(address) && all.isFree("");
      if (!isFree) throw tooMany(LATER);
      size.ofPerson.take(from, count);
      size.ofAddress.take(address, count);
      files.ofPerson.take(from);
      files.ofAddress.take(address);
      const taken = [people.take(from), addresses.take(address), all.take("")];
      return () => taken.forEach((giveBack) => giveBack());
    },
  };
}

const tooMany = (wait: number) =>
  new Refusal("rate_limited", `too many files: wait ${wait} ms`, wait);

/** So many places for each key. */
function createPlaces(most: number) {
  const taken = new Map<string, number>();

  function change(key: string, by: 1 | -1): void {
    const now = (taken.get(key) ?? 0) + by;
    if (now > 0) taken.set(key, now);
    else taken.delete(key);
  }

  return {
    isFree: (key: string) => (taken.get(key) ?? 0) < most,
    take(key: string): () => void {
      change(key, 1);
      return () => change(key, -1);
    },
  };
}
