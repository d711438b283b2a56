/** The version of the wire contract (docs/protocol.md), and the names and numbers that it fixes. */
export const VERSION = 2;
/** The room in which every connection starts (P4). */
export const LOBBY = "lobby";
/** What a server greets with unless its deployment sets another greeting (P3). */
export const GREETING = "丢你楼某";

/** Characters of a text and of a name, and messages of a page. No deployment changes them; `rooms` and `backlog` it may set. */
export const FIXED_LIMITS = { txt: 4000, name: 40, page: 50 } as const;
/** Different emoji with which people may react to one message, and how many of the first people each names (P25). */
export const REACTIONS = { different: 20, first: 8 } as const;
/** Ids for which names are asked at once (P25). */
export const IDS_ASKED = 100;
/** People whom one message calls at most (P24). */
export const CALLS = 20;
/** Characters that a room's name may have (P4). */
export const ROOM_LENGTH = 64;
/** Characters that a send key may have (P5). */
export const SEND_KEY_LENGTH = 64;
/** Characters that a key must have at least, and at most (P1). */
export const KEY_LENGTH = { least: 16, most: 128 } as const;
