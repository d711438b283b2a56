/** What Fly.io tells a machine about itself, by variables that nobody sets by hand. */
export interface Fly {
  app: string;
  machine: string;
}

/**
 * The names by which an app is reached on Fly.io, from the world and on its private network, where each machine and each
 * region has one below the app's. None anywhere else.
 */
export function readFlyNames({
  FLY_APP_NAME: app,
}: {
  FLY_APP_NAME?: string | undefined;
}): string[] {
  if (!app) return [];
  return [`${app}.fly.dev`, `${app}.flycast`, `${app}.internal`, `.${app}.internal`];
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
