/** What Fly.io tells a machine about itself, by variables that nobody sets by hand. */
export interface Fly {
  app: string;
  machine: string;
}

/** Undefined anywhere else than on Fly.io. */
export function readFly({
  FLY_APP_NAME: app,
  FLY_MACHINE_ID: machine,
}: {
  FLY_APP_NAME?: string | undefined;
  FLY_MACHINE_ID?: string | undefined;
}): Fly | undefined {
  return app && machine ? { app, machine } : undefined;
}
