import type { Rank, Reply } from "../../protocol";
import type { Chat } from "../state/chat";
import type { OfferedAct } from "./may";

export interface ActRequest {
  /** Undefined for the server. */
  room: string | undefined;
  from: string;
  /** 0 for good. */
  minutes: number;
  reason: string;
  wanted: Rank;
  withAddress: boolean;
}

/** Asks the server for an act. Rejects without a connection. */
export function demand(chat: Chat, doing: OfferedAct, order: ActRequest): Promise<Reply<object>> {
  const { room, from, minutes, reason, wanted, withAddress } = order;
  const { ask } = chat.requests;
  const where = { ...(room === undefined ? {} : { room }), from };
  const why = reason.trim() === "" ? {} : { reason: reason.trim() };
  switch (doing) {
    case "mute":
      return ask("mute", { ...where, ...why, minutes });
    case "ban":
      return ask("ban", {
        ...where,
        ...why,
        ...(minutes === 0 ? {} : { minutes }),
        ...(withAddress && room === undefined ? { address: true } : {}),
      });
    case "pardon":
      return ask("pardon", where);
    case "rank":
      return ask("rank", { ...where, rank: wanted });
    case "kick":
      return ask("kick", { room: room ?? "", from, ...why });
    case "sweep":
      return ask("sweep", { room: room ?? "", from, hours: Math.ceil(minutes / 60), ...why });
  }
}
