/** Room names in NFC, with a visible character (P4). */
export { settleSqliteRooms as nameSqliteRooms } from "../settle-rooms";
