/** What a page asks of the server, by its own connection. Nothing is buffered: without a connection it fails at once. */
import type { Socket } from "socket.io-client";
import type { UnsentWish } from "../../src/client/outbox-store";
import type {
  ChangeReply,
  ClientToServerEvents,
  HistoryPage,
  HistoryRequest,
  Reply,
  ServerToClientEvents,
} from "../../src/protocol";
import { insist } from "./insist";

export type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Milliseconds in which an answer comes, or is taken for lost. */
export const ANSWER_WITHIN = 3000;

export class Requests {
  readonly #socket: ClientSocket;
  readonly #room: string;

  constructor(socket: ClientSocket, room: string) {
    this.#socket = socket;
    this.#room = room;
  }

  get asked() {
    if (!this.#socket.connected) throw new Error("there is no connection");
    return this.#socket.timeout(ANSWER_WITHIN);
  }

  async join(): Promise<void> {
    await this.#insist(() => this.asked.emitWithAck("join", { room: this.#room }));
  }

  async history(range: Omit<HistoryRequest, "room">): Promise<HistoryPage> {
    const request = { room: this.#room, ...range };
    return this.#insist(() => this.asked.emitWithAck("history", request));
  }

  async isThere(seq: number, id: string): Promise<boolean> {
    const { messages } = await this.history({ after: seq - 1, limit: 1 });
    return messages[0]?.id === id;
  }

  async change({ id, wish }: UnsentWish, seq: number): Promise<Reply<ChangeReply>> {
    const place = { room: this.#room, seq, id };
    if (wish.kind === "remove") return this.asked.emitWithAck("remove", place);
    if (wish.kind === "edit") return this.asked.emitWithAck("edit", { ...place, txt: wish.txt });
    return this.asked.emitWithAck("react", { ...place, emoji: wish.emoji, on: wish.on });
  }

  #insist<T extends object>(ask: () => Promise<Reply<T>>): Promise<T> {
    return insist(this.#socket, ask);
  }
}
