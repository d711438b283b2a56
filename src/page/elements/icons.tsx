/** The icons of the first look; `later-icons.tsx` has the others. */
export const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  info: "M12 11v6m0-10v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  settings:
    "M4 8h9m6 0h1M4 16h1m6 0h9M16 8m-2.5 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M8 16m-2.5 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0",
  check: "M5 12.5l4.5 4.5L19 7.5",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  send: "M5 12h13m-6-6 6 6-6 6",
  reply: "M10 8 5 12.5 10 17m-5-4.5h8a6 6 0 0 1 6 5.5",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  react: "M19 10.5a8 8 0 1 1-5.5-5.1M9 10h.01M14 10h.01M8.5 14a4 4 0 0 0 6.5 0M19 3v5m-2.5-2.5h5",
  invite: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5.5 8a5.5 5.5 0 0 1 11 0M18 7v6m-3-3h6",
  lock: "M7.5 11V8a4.5 4.5 0 0 1 9 0v3M5.5 11h13v9h-13z",
  search: "M11 17a6 6 0 1 0 0-12 6 6 0 0 0 0 12zm4.5-1.5L20 20",
  keyboard: "M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8",
} as const;

/** A decorative icon; the element around it has the accessible name. */
export function Icon({ is, flips = false }: { is: keyof typeof PATHS; flips?: boolean }) {
  return <Drawing path={PATHS[is]} flips={flips} />;
}

/** An icon of a path; in a language that is read from the right, `flips` mirrors it. */
export function Drawing({ path, flips = false }: { path: string; flips?: boolean }) {
  return (
    <svg class={flips ? "icon flips" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
