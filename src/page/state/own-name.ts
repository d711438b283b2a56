/** The name that the person goes by, on all pages of this browser. It is never one that somebody else owns (P34). */
import type { Signal } from "@preact/signals";
import type { WireError } from "../../protocol";
import type { Identity } from "../../client/identity";

export interface OwnNameParts {
  identity: Pick<Identity, "name" | "rename">;
  name: Signal<string>;
  /** A name that was wanted and is somebody else's, until there is another one. */
  taken: Signal<string | undefined>;
  /** Tells the server the identity's name. Resolves with its reason to refuse it. */
  tell: () => Promise<WireError | undefined>;
}

export class OwnName {
  readonly #parts: OwnNameParts;
  /** The name that the server has last accepted. */
  #accepted = "";

  constructor(parts: OwnNameParts) {
    this.#parts = parts;
  }

  /** Resolves with whether the person has the name: without a connection they have it until the next one. */
  rename(name: string): Promise<boolean> {
    this.#parts.taken.value = undefined;
    this.#parts.identity.rename(name);
    return this.#goBy(name);
  }

  /** A new connection was let in under `accepted`. The name may have changed while it was being made; `claimed` is one that the person owns. */
  greeted(accepted: string, claimed = ""): void {
    this.#accepted = accepted;
    // An identity that comes from another device as words has no name here.
    const name = this.#parts.name.value || claimed;
    if (name !== accepted) void this.rename(name);
  }

  /** Takes over a name that another page has stored. */
  refresh(): void {
    const name = this.#parts.identity.name();
    if (name !== this.#parts.name.value) void this.#goBy(name);
  }

  async #goBy(wanted: string): Promise<boolean> {
    const { name, taken, identity, tell } = this.#parts;
    name.value = wanted;
    const refused = await tell();
    const isTaken = refused?.code === "name_taken";
    if (!refused) this.#accepted = wanted;
    else if (isTaken && name.value === wanted) {
      taken.value = wanted;
      name.value = this.#accepted;
      identity.rename(this.#accepted);
    }
    return !isTaken;
  }
}
