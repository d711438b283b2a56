/** What can be read of a socket, its handshake, its client and its connection. */
import type { Socket } from "socket.io";
import type { Scenario } from "./scenarios";

/** What a handshake has by value. An engine may keep the URL, the query, the headers and the address to itself. */
function partsOf({ handshake }: Socket) {
  const { auth, secure, xdomain } = handshake;
  const types = Object.entries(handshake).map(([key, value]) =>
    key === "address" ? key : `${key} ${typeof value}`,
  );
  return { auth, secure, xdomain, types };
}

const wrote = (object: Record<string, unknown>, key: string) => {
  try {
    object[key] = "written";
    return object[key];
  } catch (error) {
    return error;
  }
};

export const connections: Record<string, Scenario> = {
  "a socket's attributes": {
    async play(stage) {
      const { io } = stage;
      io.use((socket, next) => {
        stage.note("in a middleware", socket.id, socket.connected, socket.disconnected);
        stage.note("its rooms", socket.rooms, socket.data, socket.recovered);
        next();
      });
      io.on("connection", (socket) => {
        stage.note("in the listener", socket.id, socket.connected, socket.rooms, socket.recovered);
      });
      const { socket, client } = await stage.join();
      stage.note("id", socket.id === client.id, socket.id === socket.client["id"]);
      stage.note("server", socket["server"] === io, socket.nsp === io.of("/"), socket.nsp.name);
      stage.note("adapter", socket["adapter"] === io.of("/").adapter, socket.connected);
      stage.note("keys", Object.keys(socket).includes("handshake"), socket.eventNames());
      socket.data["user"] = { name: "ada" };
      stage.note("data", socket.data, (await io.fetchSockets())[0]?.data);
      socket.data = { name: "lin" };
      stage.note("other data", socket.data, io.sockets.sockets.get(socket.id)?.data);
      stage.note("sockets", [...io.sockets.sockets.keys()], io.sockets.sockets.size);
      stage.note("private", socket["acks"], socket["fns"], socket["flags"]);
    },
  },

  "a handshake": {
    async play(stage) {
      stage.io.use((socket, next) => {
        stage.note("in a middleware", partsOf(socket));
        next();
      });
      for (const auth of [{}, { token: "secret", deep: { a: [1, "2"] } }]) {
        const { socket } = await stage.join({ auth });
        const { handshake } = socket;
        stage.note(
          "the same",
          handshake === socket.handshake,
          handshake.auth === socket.handshake.auth,
        );
        stage.note(
          "spread",
          Object.keys({ ...handshake }),
          Object.keys(structuredClone(handshake)),
        );
        stage.note("JSON", Object.keys(JSON.parse(JSON.stringify({ ...handshake, address: "" }))));
        const { auth: given, ...rest } = handshake;
        stage.note(
          "rest",
          given,
          Object.keys(rest),
          "auth" in handshake,
          Object.hasOwn(handshake, "auth"),
        );
        stage.note(
          "frozen",
          [handshake, handshake.auth, handshake.headers, handshake.query].map(Object.isFrozen),
        );
        stage.note("prototype", Object.getPrototypeOf(handshake) === Object.prototype);
        stage.note("written", wrote(handshake as never, "more"), Object.keys(handshake));
        stage.note("auth written", wrote(handshake.auth, "user"), socket.handshake.auth);
        stage.note(
          "headers written",
          wrote(handshake.headers, "x-user"),
          wrote(handshake.query, "q"),
        );
        stage.note(
          "issued",
          Math.abs(Date.now() - handshake.issued) < 60_000,
          handshake.time === new Date(handshake.issued).toString(),
        );
        stage.note("replaced", wrote(handshake as never, "auth"), socket.handshake.auth);
        const fetched = (await stage.io.in(socket.id).fetchSockets())[0];
        stage.note("fetched", fetched?.handshake === handshake);
        const replacement = { ...handshake, url: "other" };
        (socket as { handshake: unknown }).handshake = replacement;
        stage.note("a handshake replaced", socket.handshake === replacement);
      }
      const [first, second] = [...stage.io.sockets.sockets.values()];
      stage.note("no auth of another", second?.handshake.auth === first?.handshake.auth);
      const third = await stage.join();
      stage.note(
        "nothing of others",
        third.socket.handshake.auth,
        Object.keys(third.socket.handshake),
      );
    },
  },

  "a client and its connection": {
    async play(stage) {
      const { socket, client } = await stage.join();
      const second = await stage.alsoJoin(client, "/");
      stage.note("one client for both", second === client);
      stage.note(
        "conn",
        socket.conn === socket.client.conn,
        socket.conn.transport.name,
        socket.conn.readyState,
      );
      stage.note(
        "request",
        socket.request === socket.client.request,
        socket.request === socket.conn.request,
      );
      stage.note(
        "request written",
        wrote(socket.request as never, "user"),
        (socket.request as never)["user"],
      );
      const other = await stage.join();
      stage.note("another's request", (other.socket.request as never)["user"]);
      stage.note("id", typeof socket.client["id"], socket.client["id"] === socket.conn["id"]);
      stage.note(
        "sockets",
        [...socket.client["sockets"].keys()],
        [...socket.client["nsps"].keys()],
      );
      stage.note(
        "the socket",
        socket.client["nsps"].get("/") === socket,
        socket.client["sockets"] instanceof Map,
      );
      socket.conn.on("packet", ({ type, data }: { type: string; data?: unknown }) =>
        stage.note("packet", type, data),
      );
      socket.conn.on("packetCreate", ({ type, data }) => stage.note("packetCreate", type, data));
      socket.conn.on("data", (data: unknown) => stage.note("data", data));
      socket.conn.once("close", (reason) => stage.note("conn closed", reason));
      socket.on("hello", (answer) => answer("hi"));
      stage.note("answer", await client.emitWithAck("hello"));
      stage.note("listeners", socket.conn.listeners("data").length);
      client.disconnect();
      await stage.until("the closing", () => socket.conn.readyState === "closed");
      stage.note(
        "after",
        socket.connected,
        socket.client["sockets"].size,
        socket.client["nsps"].size,
      );
      stage.note(
        "no listeners",
        socket.conn.listeners("data").length,
        socket.conn.listeners("error").length,
      );
    },
  },
};
