/**
 * The upgrade of a session from long-polling to a WebSocket, as Engine.IO 4 has it. bun-engine's own keeps a WebSocket that has
 * closed, and its session, until `upgradeTimeout` is over, and then refuses every other WebSocket of that session.
 */
import type { Connection, Packet, Transport } from "./bun-engine";

/** Milliseconds between two empty packets, which end the client's polls while it changes over. */
const END_POLLS_EVERY = 100;

/**
 * Makes a connection that began by long-polling change over to a WebSocket on which its client sends an upgrade packet. A
 * connection has one such WebSocket at a time. `createEngine` terminates one that does not finish within `stepTimeout`.
 */
export function upgradeOnRequest(connection: Connection): void {
  // bun-engine calls it with each WebSocket that is opened for the session.
  Object.assign(connection, {
    _maybeUpgrade(webSocket: Transport) {
      if (connection["upgradeState"] !== "not_upgraded") return webSocket.close();
      tryUpgrade(connection, webSocket);
    },
  });
}

function tryUpgrade(connection: Connection, webSocket: Transport): void {
  let endingPolls: Timer | undefined;

  function endPoll(): void {
    const { transport } = connection;
    if (transport.name === "polling" && transport.writable) transport.send([{ type: "noop" }]);
  }

  function probed(): void {
    webSocket.send([{ type: "pong", data: "probe" }]);
    endPoll();
    endingPolls ??= setInterval(endPoll, END_POLLS_EVERY);
    connection["emitReserved"]("upgrading", webSocket);
  }

  function end(state: Connection["upgradeState"]): void {
    connection["upgradeState"] = state;
    clearInterval(endingPolls);
    connection.off("close", closeWebSocket);
    webSocket.off();
  }

  function closeWebSocket(): void {
    end("not_upgraded");
    webSocket.close();
  }

  function changeOver(): void {
    end("upgraded");
    connection["closeTransport"]();
    connection["bindTransport"](webSocket);
    connection["emitReserved"]("upgrade", webSocket);
    connection["flush"]();
  }

  function onPacket({ type, data }: Packet): void {
    if (type === "ping" && data === "probe") probed();
    else if (type === "upgrade") changeOver();
    else closeWebSocket();
  }

  connection["upgradeState"] = "upgrading";
  connection.on("close", closeWebSocket);
  webSocket.on("close", () => end("not_upgraded"));
  webSocket.on("packet", onPacket);
}
