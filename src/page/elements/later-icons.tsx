/** All icons: for those parts of the page that are fetched later. */
import { Drawing, PATHS } from "./icons";

const ALL = {
  ...PATHS,
  down: "M12 5v13m-6-6 6 6 6-6",
  copy: "M9 9h10v10H9zM5 15V5h10",
  link: "M10 14l4-4m-6 2-2 2a3 3 0 0 0 4 4l2-2m0-8 2-2a3 3 0 0 1 4 4l-2 2",
  mention:
    "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zm0 0v1.5a2.2 2.2 0 0 0 4.5 0V12a8 8 0 1 0-3.2 6.4",
  delete: "M5 7h14M10 7V5h4v2m-7 0 1 12h8l1-12m-7 4v5m4-5v5",
  people:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5.5 8a5.5 5.5 0 0 1 11 0m1-13.7a3 3 0 0 1 0 5.4m1.5 3a5.5 5.5 0 0 1 2.5 4.3",
  person: "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6.5 8a6.5 6.5 0 0 1 13 0",
  unread: "M5 6h14v10H9l-4 3.5zM12 11h.01",
  more: "M5 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0m6.4 0a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0m6.4 0a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0",
  clip: "M19 11.5l-7 7a4.5 4.5 0 0 1-6.4-6.4l7.5-7.5a3 3 0 0 1 4.3 4.3l-7.5 7.4a1.5 1.5 0 0 1-2.1-2.1l6.7-6.7",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  file: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4",
  left: "M14 6l-6 6 6 6",
  right: "M10 6l6 6-6 6",
  minus: "M5 12h14",
  flag: "M6 21V4h11l-2 4 2 4H6",
  shield: "M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6z",
} as const;

export type IconName = keyof typeof ALL;

/** A decorative icon; the element around it has the accessible name. */
export function LaterIcon({ is, flips = false }: { is: IconName; flips?: boolean }) {
  return <Drawing path={ALL[is]} flips={flips} />;
}
