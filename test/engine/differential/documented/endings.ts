/** How connections end, and what a client can send that ends its own. */
import type { Socket } from "socket.io";
import type { Scenario } from "./scenarios";

export const endings: Record<string, Scenario> = {
  "the ways to disconnect": {
    async play(stage) {
      stage.io.on("connection", (socket) => {
        void socket.join("designers");
        socket.on("disconnecting", (reason) =>
          stage.note("disconnecting", reason, socket.rooms, socket.connected),
        );
        socket.on("disconnect", (reason) => {
          stage.note("disconnect", reason, socket.rooms, socket.connected);
          void socket.join("after");
          stage.note("rooms after", socket.rooms, stage.io.of("/").adapter.rooms.has("after"));
        });
      });
      const ends: ((socket: Socket) => unknown)[] = [
        (socket) => socket.disconnect(),
        (socket) => socket.disconnect(true),
        (socket) => socket.conn.close(),
        (socket) => stage.io.in(socket.id).disconnectSockets(),
        (socket) => stage.io.in("designers").disconnectSockets(socket.connected),
        (socket) => socket.client["_disconnect"](),
        (socket) => socket.client["close"](),
      ];
      for (const end of ends) {
        const { client, socket } = await stage.join();
        const ended = stage.next(client, "disconnect");
        stage.note("ends", end(socket) === socket);
        const [why] = await ended;
        // Over polling it depends on the request that is under way.
        stage.note("the client", why === "io server disconnect");
        await stage.until("the end", () => !socket.connected);
        stage.note("twice", socket.disconnect() === socket, stage.io.of("/").sockets.size);
        socket.emit("late");
        client.disconnect();
      }
      const { client, socket } = await stage.join();
      client.disconnect();
      await stage.until("the end", () => !socket.connected);
      const gone = await stage.join();
      gone.client.io.engine.close();
      await stage.until("the end", () => !gone.socket.connected);
      stage.note("left", stage.io.of("/").sockets.size, stage.io.of("/").adapter.sids.size);
    },
  },

  "packets that break the protocol": {
    async play(stage) {
      for (const packet of [
        "9",
        "2",
        '2{"a":1}',
        '2["connect"]',
        "51-",
        '4"no"',
        "0",
        "3[]",
        '30["unknown"]',
      ]) {
        const { client, socket } = await stage.join();
        socket.on("error", (error: Error) => stage.note("error", error.message));
        socket.on("disconnect", (reason) => stage.note("disconnect", packet, reason));
        client.io.engine.write(packet);
        client.emit("after");
        socket.on("after", () => stage.note("still there", packet));
        const heard = stage.next(socket, "after").catch(() => {});
        await Promise.race([heard, stage.until("an end", () => !socket.connected)]);
        client.disconnect();
      }
    },
  },

  "clients that never connect to a namespace": {
    options: { connectTimeout: 1000 },
    async play(stage) {
      stage.io.connectTimeout(1000);
      const open = async () => {
        const client = stage.client({ namespace: "/nowhere" });
        await stage.next(client, "connect_error").then(([error]) => stage.note("refused", error));
        return client;
      };
      const [first, second] = [await open(), await open()];
      const began = performance.now();
      for (const { io } of [first, second]) {
        await stage.until(
          "the end",
          () => io.engine === undefined || io.engine.readyState === "closed",
        );
        stage.note("ended", performance.now() - began < 15_000);
      }
      const { socket } = await stage.join();
      await Bun.sleep(1200);
      stage.note("a connected one stays", socket.connected);
    },
  },

  "binary data": {
    async play(stage) {
      const { client, socket } = await stage.join();
      socket.on("bytes", (...args: unknown[]) => {
        const answer = args.pop() as (...said: unknown[]) => void;
        stage.note("got", args);
        answer(...args);
      });
      stage.note(
        "answer",
        await client.emitWithAck("bytes", Buffer.from([1, 2]), "text", { deep: Buffer.alloc(3) }),
      );
      stage.note("answer", await client.emitWithAck("bytes", "only text"));
      client.on("back", (data: unknown, answer: (said: unknown) => void) => answer(data));
      stage.note("back", await socket.emitWithAck("back", { a: Buffer.from("b") }));
      client.io.engine.write(Buffer.from("not expected"));
      stage.note("ended", ...(await stage.next(socket, "disconnect")).slice(0, 1));
    },
  },
};
