/** What Fly.io tells a machine about itself, in variables that it sets. */
export interface Fly {
  app: string;
  machine: string;
}

/**
 * The host names of an app on Fly.io, public and on its private network, where each machine and each region has a name
 * below the app's. Empty elsewhere.
 */
export function readFlyNames({
  FLY_APP_NAME: app,
}: {
  FLY_APP_NAME?: string | undefined;
}): string[] {
  if (!app) return [];
  return [`${app}.fly.dev`, `${app}.flycast`, `${app}.internal`, `.${app}.internal`];
}

/** Undefined when the machine is not on Fly.io. */
export function readFly({
  FLY_APP_NAME: app,
  FLY_MACHINE_ID: machine,
}: {
  FLY_APP_NAME?: string | undefined;
  FLY_MACHINE_ID?: string | undefined;
}): Fly | undefined {
  return app && machine ? { app, machine } : undefined;
}
