import type { Ask } from "../../src/client/asking";

/** What a person asks of a server that refuses everything. */
export const refuseAll: Ask = () =>
  Promise.resolve({ ok: false, error: { code: "forbidden", message: "nobody may do that here" } });
