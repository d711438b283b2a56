/** Room names in NFC, with a visible character (P4). */
export { settlePostgresRooms as namePostgresRooms } from "../settle-rooms";
