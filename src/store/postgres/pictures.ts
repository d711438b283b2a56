/** The shared store's statements for pictures of people, and the server's icon (P38). */
import type { FileRow } from "../file-rows";
import type { Connections } from "./connections";
import { SELECTED_FILE } from "./file-statements";

const SET = "SELECT chuan.set_picture($1, $2, $3) AS done";
/** A LIMIT within LATERAL has each person looked up by index, however many files there are. */
const FACES = `
  SELECT a.who AS "from", found.id FROM json_array_elements_text($1::text::json) AS a (who) CROSS JOIN LATERAL (
    SELECT f.id FROM chuan.files f
    WHERE f.sender = a.who AND f.room = '~faces' AND f.claimed IS NOT NULL AND f.gone = 0 LIMIT 1) found`;
const ICON = `
  SELECT ${SELECTED_FILE} FROM chuan.files f
  WHERE f.room = '~icon' AND f.claimed IS NOT NULL AND f.gone = 0 ORDER BY f.at DESC LIMIT 1`;

/** As `PictureFiles.setPicture`, without the bytes of the one before, which is gone. */
export async function setPicture(
  database: Pick<Connections, "run">,
  room: string,
  from: string,
  id: string | undefined,
): Promise<boolean> {
  const [answer] = await database.run<{ done: boolean }>(SET, [room, from, id ?? null]);
  return answer?.done === true;
}

export async function facesOf(
  database: Pick<Connections, "run">,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.run<{ from: string; id: string }>(FACES, [JSON.stringify(people)]);
  return new Map(rows.map(({ from, id }) => [from, id]));
}

export async function findIcon(database: Pick<Connections, "run">): Promise<FileRow | undefined> {
  return (await database.run<FileRow>(ICON, []))[0];
}
