/** Limits that no load here reaches. They stay on, because their cost is part of what is measured. */
export const RAISED = {
  MESSAGE_RATE: "1000000",
  MESSAGE_BURST: "1000000",
  EVENT_RATE: "1000000",
  CONNECTIONS_PER_ADDRESS: "1000000",
  CONNECTION_RATE_PER_ADDRESS: "1000000",
  MAX_CONNECTIONS: "1000000",
};
