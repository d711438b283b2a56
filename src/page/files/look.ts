/** What a chosen file is by its bytes, as far as it matters for sending it. */

/** What the server re-encodes, or keeps as a picture that moves. */
const SERVERS = ["jpeg", "png", "gif", "webp"] as const;
type Format = (typeof SERVERS)[number] | "avif" | "heic";

export interface Seen {
  /** Undefined where the first bytes are those of no picture that is known here. */
  format: Format | undefined;
  /** It would stand still if the browser encoded it. */
  isMoving: boolean;
  /** The server can make the picture of it that people expect. */
  isServers: boolean;
}

/** Bytes in which a picture says whether it moves. */
const HEAD = 65_536;

export async function look(file: Blob): Promise<Seen> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  const format = formatOf(text);
  const isKnown = SERVERS.some((one) => one === format);
  // The colours of print need a profile, which the server does not read, and the browser does.
  const isServers = isKnown && !(format === "jpeg" && (await isForPrint(file)));
  return { format, isMoving: moves(format, text), isServers };
}

function formatOf(text: string): Format | undefined {
  if (text.startsWith("\u00ff\u00d8\u00ff")) return "jpeg";
  if (text.startsWith("\u0089PNG")) return "png";
  if (text.startsWith("GIF8")) return "gif";
  if (/^ftypavi[fs]/.test(text.slice(4))) return "avif";
  if (/^ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)/.test(text.slice(4))) return "heic";
  return /^RIFF[^]{4}WEBP/.test(text) ? "webp" : undefined;
}

function moves(format: Format | undefined, text: string): boolean {
  if (format === "gif") return true;
  if (format === "avif") return text.startsWith("avis", 8);
  if (format === "png") return text.slice(0, text.indexOf("IDAT")).includes("acTL");
  return format === "webp" && text.startsWith("VP8X", 12) && (text.charCodeAt(20) & 2) > 0;
}

/** Segments of a JPEG that are looked at: a long profile has some ten. */
const MOST_SEGMENTS = 100;

/** Whether a JPEG has four colours: cyan, magenta, yellow and black. */
async function isForPrint(file: Blob): Promise<boolean> {
  for (let at = 2, n = 0; n < MOST_SEGMENTS; n += 1) {
    const segment = new DataView(await file.slice(at, at + 10).arrayBuffer());
    if (segment.byteLength < 10) return false;
    const marker = segment.getUint16(0);
    if (marker >= 0xffc0 && marker <= 0xffc2) return segment.getUint8(9) === 4;
    if (marker < 0xffc0 || marker === 0xffda) return false;
    at += 2 + segment.getUint16(2);
  }
  return false;
}
