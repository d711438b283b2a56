/** Programs that use what Socket.IO's documentation describes, and note everything that can be seen of it. */
import type { ServerOptions } from "socket.io";
import type { Stage } from "./stage";
import { broadcasts } from "./broadcasts";
import { connections } from "./connections";
import { endings } from "./endings";
import { listeners } from "./listeners";
import { namespaces } from "./namespaces";

export interface Scenario {
  options?: Partial<ServerOptions>;
  play(stage: Stage): Promise<void>;
}

export const scenarios: Record<string, Scenario> = {
  ...connections,
  ...endings,
  ...listeners,
  ...broadcasts,
  ...namespaces,
};
