/** The profiles of the rooms that this machine follows, and of the server, kept as they are now. */
import { SERVER_ROOM } from "../../protocol";
import type { Community, Profile } from "../../store";

export interface Profiles {
  /** Keeps the profile of the server from now on, and knows which rooms are being erased. Rejects with `LogUnavailable`. */
  begin(): Promise<void>;
  /** Reads the profile of a room, and keeps it until it is let go. Rejects with `LogUnavailable`. */
  hold(room: string): Promise<void>;
  letGo(room: string): void;
  /** The profile of a room that is held. */
  of(room: string): Profile | undefined;
  /** Whether a room is being erased. */
  isDissolved(room: string): boolean;
  /** Reads these profiles again. Resolves when that was done or has failed. */
  reload(rooms: readonly string[] | "all"): Promise<void>;
}

interface Held {
  profile: Profile | undefined;
  begun: number;
  known: number;
}

/** Milliseconds until a profile is read again that could not be read. */
const AGAIN = 500;
const AT_ONCE = 100;

/** `changed` is called with each room whose profile was read again, and with what it was before if the room is held. */
export function createProfiles(
  community: Pick<Community, "profile" | "dissolved">,
  changed: (room: string, profile: Profile | undefined, before: Profile | undefined) => void,
): Profiles {
  const held = new Map<string, Held>();
  const dissolved = new Set<string>();
  const retrying = new Set<string>();

  async function load(room: string, one: Held | undefined): Promise<Profile | undefined> {
    const number = one ? (one.begun += 1) : 0;
    const profile = await community.profile(room);
    if (!one || number > one.known) note(room, one, profile, number);
    return profile;
  }

  function note(room: string, one: Held | undefined, profile: Profile | undefined, number: number) {
    const before = one?.profile;
    const isFirst = one?.known === 0;
    if (one) Object.assign(one, { profile, known: number });
    if (profile?.isDissolved) dissolved.add(room);
    else dissolved.delete(room);
    if (!isFirst) changed(room, profile, before);
  }

  async function reloadOne(room: string): Promise<void> {
    try {
      await load(room, held.get(room));
    } catch {
      if (retrying.has(room)) return;
      retrying.add(room);
      setTimeout(() => {
        retrying.delete(room);
        void reloadOne(room);
      }, AGAIN).unref();
    }
  }

  /** All rooms that are held or being erased. */
  async function everything(): Promise<string[]> {
    const erased = await community.dissolved().catch(() => []);
    return [...new Set([...held.keys(), ...dissolved, ...erased])];
  }

  async function hold(room: string): Promise<void> {
    const one = { profile: undefined, begun: 0, known: 0 };
    held.set(room, one);
    await load(room, one);
  }

  return {
    async begin() {
      for (const room of await community.dissolved()) dissolved.add(room);
      await hold(SERVER_ROOM);
    },

    hold,

    letGo: (room) => void held.delete(room),
    of: (room) => held.get(room)?.profile,
    isDissolved: (room) => dissolved.size > 0 && dissolved.has(room),

    async reload(rooms) {
      const all = rooms === "all" ? await everything() : rooms;
      for (let n = 0; n < all.length; n += AT_ONCE)
        await Promise.all(all.slice(n, n + AT_ONCE).map(reloadOne));
    },
  };
}
