/** What Fly.io tells a machine about itself, by variables that nobody sets by hand. */
import type { Environment } from "./config";

export interface Fly {
  app: string;
  machine: string;
}

/** Undefined anywhere else than on Fly.io. */
export function readFly({
  FLY_APP_NAME: app,
  FLY_MACHINE_ID: machine,
}: Environment): Fly | undefined {
  return app && machine ? { app, machine } : undefined;
}
