/**
 * Which files are pictures of people, and the server's icon (P38). Such a file was uploaded for that, and belongs to no message: it goes
 * when another takes its place, when its person is erased or banned from the server (in the same transaction), and not by a sweep.
 */
import type { FACES, ICON } from "../../protocol";
import type { FileRecord } from "./files";

/** Whose picture it is: that of the person `from`, or the server's icon, which `from` uploaded. */
export interface Pictured {
  room: typeof FACES | typeof ICON;
  from: string;
}

/** What a file that is shown as a picture is claimed for, instead of a message. */
export const SHOWN = "picture";

export interface PictureFiles {
  /**
   * Makes a file the picture from now on, and removes the one before; without a file there is none. False, and nothing is done, where
   * the file is not there, is another person's, was not uploaded for this, or where its person was erased or banned from the server.
   */
  setPicture(of: Pictured, id: string | undefined): Promise<boolean>;
  /** The files that are pictures of these people, of those who have one. */
  faces(people: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The server's icon, if it has one of its own. */
  icon(): Promise<FileRecord | undefined>;
}
