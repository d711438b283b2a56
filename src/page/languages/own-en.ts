/** English, of dialogs about a person's devices, name, privacy and direct messages. Every other language has the same keys. */
import type { Entry } from "./en";

export const own = {
  markUnread: "Mark as unread",
  profile: "Profile of {name}",
  writeTo: "Message {name}",
  directOnly: "Only the two of you can see this conversation.",
  notReached: "You can't send direct messages to this person.",
  block: "Block {name}",
  unblock: "Unblock {name}",
  blockAsk:
    "Block {name}? Their direct messages and mentions won't reach you any more. They won't be told.",
  isBlocked: "You blocked {name}.",
  blockedPeople: "Blocked people",
  blockedNone: "You haven't blocked anyone.",
  privacy: "Privacy",
  reach: "Who can send me direct messages",
  reach_everybody: "everyone",
  reach_shared: "people in my private rooms",
  reach_nobody: "nobody",
  showSeen: "Show when I was last here",
  lastSeen: "Last seen {when}",
  ownPicture: "Your picture",
  pictureChoose: "Choose a picture",
  pictureRemove: "Remove the picture",
  pictureUnreadable: "This picture can't be read. Choose a JPEG, PNG or WebP file.",
  serverIcon: "Server icon",
  claim: "This name is mine",
  claimText: "Then nobody else can use {name}, or a name that looks like it.",
  claimed: "{name} is your name. Nobody else can use it.",
  claimedOther: "Your own name is {name}. If you take this one, anyone can use that one.",
  claimSpoken:
    "Someone else has written under this name lately. A moderator of the server can give it to you.",
  release: "Give up this name",
  releaseAsk: "Give up {name}? Anyone can take it then.",
  grant: "Give a name…",
  grantName: "Name that becomes theirs",
  grantText:
    "Then nobody else can use it, or a name that looks like it, even if others have written under it. The name they own now becomes free.",
  grantYes: "Give this name",
  granted: "{name} is their name now.",
  grantTaken: "This name, or one that looks like it, belongs to someone else.",
  wordsShow: "Show the words",
  wordsText:
    "Write these words down in this order. Anyone who has them can write as you. The last one is a check word.",
  words: "Words",
  wordsCopy: "Copy the words",
  wordsNone: "Your key was made elsewhere and has no words. Use the link.",
  wordsHave: "I have the words of another device",
  wordsHow:
    "On the other device, choose “Use another device” in the settings. Open its link here, or enter its words.",
  wordsCount: {
    one: "That's {count} word. There should be 18.",
    other: "That's {count} words. There should be 18.",
  },
  wordsWrong: "Word {n}, {word}, isn't one of the words.",
  wordsMeant: "Did you mean {word}?",
  wordsMismatch: "These words don't fit together. Check each word and its place.",
  wordsGo: "Continue on this device",
  givenUp:
    "You won't be {name} in this browser any more. If you don't use {name} on another device, show its words first.",
  lost: "I lost a device",
  lostText:
    "You get a new key, and all other devices are signed out. Your name, rooms and messages stay.",
  lostYes: "Sign out all other devices",
  lostAsk: "Sign out all other devices? Words and links that you showed before stop working.",
  lostDone:
    "Only this device is signed in now. For your other devices, show the new words or the new link.",
  rekeyAsk: "Sign in with this link?",
  rekeyText:
    "The person who runs this server made this link for someone whose key was lost or stolen. This device gets their new key, and all their other devices are signed out. Continue only if that is you.",
  rekeyYes: "Sign in",
  rekeyOver: "This link doesn't work any more. Ask the person who runs this server for a new one.",
  signedOutText:
    "You have a new key on another device, or your account was deleted. If that wasn't you, ask the person who runs this server.",
  startAnew: "Start as someone new",
  erase: "Delete my account",
  eraseText:
    "Your devices are signed out, your name becomes free, and your rooms and settings are forgotten. You can't undo this.",
  eraseMessages: "Also delete all my messages",
  eraseAsk: "Delete your account for good? Your messages stay.",
  eraseAskAll: "Delete your account and all your messages for good?",
  eraseYes: "Delete for good",
  eraseLast: "You're the only owner here. First make someone else an owner, or delete the room:",
  server_moderator: "Moderator of the server",
  server_owner: "Owner of the server",
  findPeople: "Search people",
  noPeople: "No people found",
  offer_direct: "{name} sent you a direct message. Notify you when that happens?",
};

export type OwnTexts = Record<keyof typeof own, Entry>;
