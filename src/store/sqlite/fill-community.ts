/** Fills an empty file of the embedded store with who belongs to what, of an archive. */
import type { Database } from "bun:sqlite";
import {
  type ArchivedMember,
  type CommunityItem,
  isInvitation,
  isProfile,
  isReport,
  isRestriction,
} from "../archive/items";
import {
  type AccessRow,
  INVITATION_COLUMNS,
  type InvitationRow,
  PROFILE_COLUMNS,
  restrictionFrom,
  type RestrictionRow,
  rowOfInvitation,
  rowOfProfile,
  rowOfRestriction,
} from "../community-rows";
import { RANKS } from "../../protocol";
import { type ArchivedReportRow, REPORT, rowOfReport } from "../reports";
import { prepareCommunityStatements } from "./community-statements";
import { setName } from "./decisions";
import { insertInto } from "./insert-into";

/** Takes one item after the other. It throws for a second one with the same key, where a decision would replace the first. */
export function fillSqliteCommunity(database: Database): (item: CommunityItem) => void {
  const statements = prepareCommunityStatements(database);
  const profiles = insertInto<AccessRow & { words: string }>(
    database,
    "profiles",
    ...PROFILE_COLUMNS,
    "words",
    "access",
  );
  const members = database.query<null, { room: string; from: string; rank: number }>(
    "INSERT INTO members (room, sender, rank) VALUES ($room, $from, $rank)",
  );
  const invitations = insertInto<InvitationRow>(database, "invitations", ...INVITATION_COLUMNS);
  const restrictions = database.query<null, RestrictionRow>(
    `INSERT INTO restrictions (room, sender, kind, until, reason, maker, at, address)
     VALUES ($room, $from, $kind, $until, $reason, $by, $at, $address)`,
  );
  const reports = insertInto<ArchivedReportRow>(database, "reports", ...REPORT, "told");

  function fillMember(item: ArchivedMember): void {
    const { room, from, rank } = item;
    members.run({ room, from, rank: RANKS.indexOf(rank) });
    setName(statements, item);
  }

  return (item) => {
    if (isRestriction(item)) restrictions.run(rowOfRestriction(restrictionFrom(item)));
    else if (isReport(item)) reports.run(rowOfReport(item));
    else if (isProfile(item)) profiles.run({ ...rowOfProfile(item), access: item.access ?? null });
    else if (isInvitation(item)) invitations.run(rowOfInvitation(item));
    else fillMember(item);
  };
}
