/** The token of an invitation, or of a link that gives a person another key: a secret that is shown once, and of which only an id and a hash are kept (P28, P35, H27). */
import { timingSafeEqual } from "node:crypto";
import { randomId } from "../../engine";
import type { Invitation } from "../../store";

/** 128 random bits, as 22 characters of base64url. */
export const newToken = (): string => randomId(16);

/** The id by which an invitation is found. It says nothing of the token. */
export const invitationId = (token: string): string => tokenId("invitation", token);

/** The id of a token of this kind. */
export function tokenId(kind: "invitation" | "rekey", token: string): string {
  return digest(`chuan ${kind}:${token}`).toString("base64url").slice(0, 16);
}

/** What is kept of the token, in hex. */
export function tokenHash(token: string): string {
  return digest(token).toString("hex");
}

/** Whether the token is the invitation's. Compared in constant time. */
export function isTokenOf(token: string, { hash }: Pick<Invitation, "hash">): boolean {
  const [one, other] = [Buffer.from(tokenHash(token)), Buffer.from(hash)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The path and the fragment of an invitation's link: browsers send the fragment to no server. */
export function linkPath(token: string, room: string | undefined): string {
  const path = room === undefined ? "/" : `/r/${encodeURIComponent(room)}`;
  return `${path}#invitation=${token}`;
}

function digest(text: string): Buffer {
  return new Bun.CryptoHasher("sha256").update(text).digest();
}
