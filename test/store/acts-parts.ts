/** What tests about acts share: restrictions, notices, and what the restricted person says. */
import type { Restriction } from "../../src/store/community";
import type { Draft } from "../../src/store/log";
import { ada, lin } from "./community-parts";
import { ada as said } from "./contract-parts";

export const LATER = Date.now() + 3_600_000;

export const restriction = (more: Partial<Restriction> = {}): Restriction => ({
  room: "lobby",
  from: lin.from,
  kind: "mute",
  until: LATER,
  reason: "spam",
  by: ada.from,
  at: 5,
  ...more,
});

/** The notice that ada did something to lin. */
export const notice = (
  id: string,
  act: "mute" | "ban" | "sweep" = "mute",
  room = "lobby",
): Draft => ({
  ...said(id, { room, txt: `ada: ${act}` }),
  notice: { act, by: ada.from, whom: lin.from },
});

export const byLin = (id: string): Draft => said(id, { from: lin.from, name: "lin" });
