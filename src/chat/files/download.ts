/** Who may read a file: those who may read its room at the moment when they ask (P38, H28). */
import { FACES, ICON, LOBBY, SERVER_ROOM } from "../../protocol";
import type { Community, FileRecord, Files } from "../../store";
import type { EntryPolicy } from "../access/access";
import { refusalByFacts } from "../access/by-facts";
import { isHidden } from "../access/rules";
import { isKnown } from "../access/standing";

export interface DownloadParts {
  files: Pick<Files, "find">;
  community: Pick<Community, "facts" | "person">;
  entry: EntryPolicy;
}

/** The file that somebody asks for, undefined where it is not there and where they may not read it: nobody can tell which. */
export type FindFile = (id: string, from: string | undefined) => Promise<FileRecord | undefined>;

export function createFindFile({ files, community, entry }: DownloadParts): FindFile {
  async function mayRead(place: string, from: string | undefined): Promise<boolean> {
    // The icon is part of the page, and a picture is for everybody who may come in.
    if (place === ICON) return true;
    const room = place === FACES ? LOBBY : place;
    // On an open server everybody can read an open room, also somebody who was put out, with another key.
    const isForAll = entry === "open" && !isHidden(room);
    const reader = isForAll ? "" : from;
    if (reader === undefined) return false;
    const facts = await community.facts({ rooms: [room, SERVER_ROOM], people: [reader] });
    if (refusalByFacts(facts, "read", room, reader)) return false;
    return entry === "open" || isKnown(await standingOf(reader));
  }

  async function standingOf(from: string): Promise<Parameters<typeof isKnown>[0]> {
    const { rank, rooms } = await community.person(from);
    return { rank, rooms: new Map(rooms.map((one) => [one.room, one])) };
  }

  return async (id, from) => {
    const file = await files.find(id);
    return file && (await mayRead(file.room, from)) ? file : undefined;
  };
}
