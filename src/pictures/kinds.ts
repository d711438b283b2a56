/** What a file is by its own first bytes, whatever its name and its sender say (H23). */

/** Bytes from the beginning of a file that are enough to tell. */
export const HEAD_BYTES = 4096;

/** Pictures that can be read, re-encoded, or freed of metadata. */
const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"] as const;
export type PictureType = (typeof PICTURES)[number];

/** Video and sound that browsers play. No browser runs a script in them. */
const PLAYED = new Set([
  "video/mp4",
  "video/quicktime",
  "video/webm",
  "video/ogg",
  "audio/mp4",
  "audio/webm",
  "audio/ogg",
  "audio/mpeg",
  "audio/aac",
  "audio/flac",
  "audio/wav",
]);

/** The type of everything that is not recognized, HTML, SVG and scripts too: no browser shows or runs it. */
export const UNKNOWN_TYPE = "application/octet-stream";

export function isPicture(type: string): type is PictureType {
  return PICTURES.some((one) => one === type);
}

export function isPlayed(type: string): boolean {
  return PLAYED.has(type);
}

type Test = (head: Buffer, text: string) => boolean;

const begins =
  (magic: string, at = 0): Test =>
  (_, text) =>
    text.startsWith(magic, at);

/** A frame's header of MPEG audio: eleven bits, then a layer, bit rate and sampling rate that exist. */
const isMpegAudio: Test = ([first = 0, second = 0, third = 0]) =>
  first === 0xff &&
  (second & 0xe6) === 0xe2 &&
  (third & 0xf0) !== 0xf0 &&
  (third & 0xf0) !== 0 &&
  (third & 0x0c) !== 0x0c;

const isAdts: Test = ([first = 0, second = 0]) => first === 0xff && (second & 0xf6) === 0xf0;

/** A brand of an ISO media file. */
const brand =
  (brands: RegExp): Test =>
  (_, text) =>
    text.startsWith("ftyp", 4) && brands.test(text.slice(8, 12));

const isMatroska = begins("\x1aE\xdf\xa3");
const isWebm: Test = (head, text) => isMatroska(head, text) && text.slice(0, 64).includes("webm");
const isOgg = begins("OggS");

/** The types by their tests, the first that is true. Text is Latin-1: a character a byte. */
const KINDS: [type: string, test: Test][] = [
  ["image/jpeg", begins("\xff\xd8\xff")],
  ["image/png", begins("\x89PNG\r\n\x1a\n")],
  ["image/gif", (_, text) => /^GIF8[79]a/.test(text)],
  ["image/webp", (_, text) => /^RIFF[^]{4}WEBP/.test(text)],
  ["image/avif", brand(/^avi[fs]/)],
  ["image/heic", brand(/^(hei[cxms]|hev[cxms]|mif1|msf1)/)],
  ["video/quicktime", brand(/^qt {2}/)],
  ["audio/mp4", brand(/^M4[AB]/)],
  ["video/mp4", brand(/^/)],
  ["video/webm", (head, text) => isWebm(head, text) && text.includes("V_")],
  ["audio/webm", isWebm],
  ["video/x-matroska", isMatroska],
  ["video/ogg", (head, text) => isOgg(head, text) && text.includes("theora")],
  ["audio/ogg", isOgg],
  ["audio/wav", (_, text) => /^RIFF[^]{4}WAVE/.test(text)],
  ["audio/flac", begins("fLaC")],
  ["audio/mpeg", begins("ID3")],
  ["audio/mpeg", isMpegAudio],
  ["audio/aac", isAdts],
  ["application/pdf", begins("%PDF-")],
  ["application/zip", begins("PK\x03\x04")],
  ["application/gzip", begins("\x1f\x8b")],
];

/** The media type of a file whose bytes begin with these. */
export function typeOf(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
  const text = bytes.toString("latin1");
  return KINDS.find(([, test]) => test(bytes, text))?.[0] ?? UNKNOWN_TYPE;
}
