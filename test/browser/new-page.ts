/** What a page of a test begins with. */
/** A line of the browser's log. */
export interface Entry {
  level: string;
  text: string;
  /** What was being loaded, where something was. */
  url?: string;
}

/** Whether the browser complains of what it asked for by itself: some ask for an icon where a page names none. */
export const isTheBrowsersOwn = ({ url = "" }: Entry) =>
  URL.parse(url)?.pathname === "/favicon.ico";

/** Leaves the service worker on its way for ever, as a slow network does. */
export const WITHOUT_WORKER =
  "if (navigator.serviceWorker) navigator.serviceWorker.register = () => new Promise(() => {})";

/** A network at its full speed. */
export const FULL_SPEED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/** What tests set of a page, apart from what `PageOptions` say. */
export const AS_NEW: [command: string, parameters?: Record<string, unknown>][] = [
  ["Network.disable"],
  ["Emulation.setTouchEmulationEnabled", { enabled: false }],
  ["Emulation.setTimezoneOverride", { timezoneId: "" }],
  ["Page.resetNavigationHistory"],
];
