/** Pictures of the people who are shown, as far as the page knows them (P38). Code that is fetched later asks the server for them. */
import { type Signal, signal } from "@preact/signals";

interface Face {
  /** The address of the picture; "" while the drawn one is shown. */
  address: Signal<string>;
  /** When it was wanted last, in milliseconds since 1970. */
  wanted: number;
}

/** Milliseconds after which somebody who is shown again may have another picture. */
const AGAIN = 300_000;

const faces = new Map<string, Face>();
/** The people whose pictures are to be asked for. */
export const wanted = new Set<string>();
let onWanted = () => {};

/** The address of a person's picture, "" for the drawn one. */
export function faceOf(from: string): Signal<string> {
  const face = faces.get(from) ?? { address: signal(""), wanted: 0 };
  faces.set(from, face);
  if (Date.now() - face.wanted > AGAIN) want(from, face);
  return face.address;
}

/** Asks for a person's picture now, as when somebody looks at who they are: nobody is told of another one (P38). */
export function refreshFace(from: string): void {
  const face = faces.get(from);
  if (face) want(from, face);
}

function want(from: string, face: Face): void {
  face.wanted = Date.now();
  wanted.add(from);
  onWanted();
}

/** Calls `listener` when pictures are wanted. */
export function followWanted(listener: () => void): void {
  onWanted = listener;
}
