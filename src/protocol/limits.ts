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
/** The most people that one message calls (P24). */
export const CALLS = 20;
/** Characters that a room's name may have (P4). */
export const ROOM_LENGTH = 64;
/** Characters that a send key may have (P5). */
export const SEND_KEY_LENGTH = 64;
/** Characters that a key must have at least, and at most (P1). */
export const KEY_LENGTH = { least: 16, most: 128 } as const;
/** Characters of a room's or the server's title and topic (P29). */
export const TITLE_LENGTH = 60;
export const TOPIC_LENGTH = 250;
/** Days for which a room may ask to keep its messages (P29). */
export const ROOM_DAYS = 36_500;
/** How often an invitation may be used, and for how many days (P28). */
export const INVITATION = { uses: 1000, days: 30, daysByDefault: 7 } as const;
/** Characters of an invitation's token: 128 random bits in base64url (P28). */
export const TOKEN_LENGTH = 22;
/** Rooms that one person founds in a day at most (P29). */
export const FOUNDED_A_DAY = 10;
/** Rooms that one person belongs to by joining at most, and in all: each is in the person's welcome. */
export const ROOMS_JOINED = 1000;
export const ROOMS_OF_ONE = 2000;
/** People in one reply to `members`. */
export const MEMBERS_PAGE = 200;
/** Characters of the reason of an act or a report (P31). */
export const REASON_LENGTH = 250;
/** Minutes for which somebody is muted or banned at most, unless a ban is for good: ten years (P31). */
export const MOST_MINUTES = 5_256_000;
/** Hours back from which a sweep removes messages at most (P31). */
export const SWEEP_HOURS = 24 * 30;
/** Names that are claimed from one address in a day at most, and days in which a name that somebody spoke under is theirs (P34). */
export const CLAIMS_A_DAY = 20;
export const SPOKEN_DAYS = 30;
/** Rooms of two that one person begins in a day at most (P30). */
export const DIRECT_A_DAY = 50;
/** Milliseconds in which one person's mark is written once at most (P36). */
export const MARK_PACE = 2000;
/** The most people that one person blocks. */
export const BLOCKED = 1000;
/** Files of one message, and characters of a file's description and of its name (P38). */
export const FILES_OF_A_MESSAGE = 10;
export const FILE_DESCRIPTION_LENGTH = 1000;
export const FILE_NAME_LENGTH = 120;
/** How often a day one person sets a picture of their own, or the server's icon. */
export const PICTURES_A_DAY = 20;
/** Acts and reports in one reply. */
export const ACTS_PAGE = 50;
