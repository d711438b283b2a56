/** Rooms and broadcasts, and what is asked of many sockets at once. */
import type { Scenario } from "./scenarios";
import type { Stage } from "./stage";

/** Three clients, which note the events that they get, and the sockets of the server. */
async function three(stage: Stage) {
  const all = [await stage.join(), await stage.join(), await stage.join()] as const;
  all.forEach(({ client }, n) => {
    client.onAny((event: string, ...args: unknown[]) => {
      if (event !== "settled")
        received[n]?.push([event, ...args.filter((arg) => typeof arg !== "function")]);
    });
  });
  const received: unknown[][] = [[], [], []];
  /** Notes what each client got until now. */
  async function settle(what: string) {
    const heard = all
      .filter(({ socket }) => socket.connected)
      .map(({ client }) => stage.next(client, "settled"));
    for (const { socket } of all) socket.emit("settled");
    await Promise.all(heard);
    const ended = all.filter(({ socket }) => !socket.connected);
    await stage.until("the ends", () => ended.every(({ client }) => client.disconnected));
    stage.note(
      what,
      received.map((one) => one.splice(0)),
    );
  }
  return { all, settle, sockets: [all[0].socket, all[1].socket, all[2].socket] as const };
}

export const broadcasts: Record<string, Scenario> = {
  rooms: {
    async play(stage) {
      const {
        sockets: [ada, lin, eve],
        settle,
      } = await three(stage);
      const { adapter } = stage.io.of("/");
      for (const event of ["create-room", "join-room", "leave-room", "delete-room"])
        adapter.on(event, (room: string, id?: string) =>
          stage.note(event, room, id, adapter.rooms.get(room), id && adapter.sids.get(id)),
        );
      const before = ada.rooms;
      stage.note("join", ada.join("designers"), lin.join(["designers", "writers"]), eve.join([]));
      stage.note("the same set", before === ada.rooms, before, ada.rooms instanceof Set, ada.rooms);
      stage.note(
        "structured",
        structuredClone(ada.rooms),
        new Set(ada.rooms),
        [...lin.rooms],
        Array.from(eve.rooms),
      );
      stage.note("rooms", adapter.rooms, adapter.rooms instanceof Map, new Map(adapter.rooms), [
        ...adapter.rooms.entries(),
      ]);
      stage.note(
        "values",
        [...adapter.rooms.values()],
        [...adapter.sids.values()],
        Object.prototype.toString.call(adapter.sids),
      );
      adapter.rooms.forEach((ids, room, map) =>
        stage.note("each", room, ids, map === adapter.rooms),
      );
      adapter.sids.forEach((rooms, id) => stage.note("each", id, rooms));
      stage.note(
        "sizes",
        adapter.rooms.size,
        adapter.sids.size,
        adapter.rooms.has("designers"),
        adapter.rooms.get("nobody"),
      );
      stage.note(
        "own room",
        adapter.rooms.get(ada.id),
        adapter.rooms.get(ada.id) === adapter.rooms.get(ada.id),
      );
      stage.note("identity", adapter.socketRooms(lin.id) === lin.rooms, [...adapter.rooms].length, [
        ...adapter.sids.keys(),
      ]);
      for (const [room, ids] of adapter.rooms)
        stage.note("of", room, ids === adapter.rooms.get(room));
      stage.io.to("designers").emit("to");
      stage.io.in(["designers", "writers"]).emit("once each");
      ada.to("designers").to("writers").emit("others");
      ada.to(ada.id).emit("own room");
      ada.to(eve.id).emit("private");
      await settle("received");
      stage.note(
        "leave",
        ada.leave("designers"),
        ada.leave("nowhere"),
        ada.leave(ada.id),
        ada.rooms,
        before,
      );
      stage.io.to(ada.id).emit("nobody");
      ada.broadcast.emit("ada is excepted");
      await settle("after leaving");
      lin.disconnect();
      stage.note("after the end", lin.rooms, adapter.rooms, adapter.sids);
    },
  },

  broadcasts: {
    async play(stage) {
      const {
        sockets: [ada, lin, eve],
        settle,
      } = await three(stage);
      const { io } = stage;
      void ada.join(["a", "b"]);
      void lin.join("b");
      io.emit("all", 1, { 2: ["3"] }, Buffer.from("4"));
      io.send("send");
      io.write("write");
      io.of("/").send("of");
      ada.broadcast.emit("broadcast");
      io.except("b").emit("except");
      io.except([ada.id, lin.id]).to("b").emit("nobody");
      ada.except(eve.id).emit("except eve");
      io.local.emit("local");
      ada.local.emit("local of ada");
      io.compress(false).emit("compress");
      io.volatile.emit("volatile");
      ada.volatile.to("b").emit("volatile to b");
      ada.to("b").volatile.compress(true).except("a").emit("chain");
      await settle("received");
      const operator = io.to("a");
      operator.to("b").emit("both");
      operator.emit("a only");
      await settle("an operator is not changed");
      for (const { client } of [{ client: ada }]) stage.note("connected", client.connected);
    },
  },

  "broadcasts that are acknowledged": {
    async play(stage) {
      const {
        all,
        sockets: [ada, lin],
      } = await three(stage);
      all.forEach(({ client }, n) => client.on("ask", (answer: (n: number) => void) => answer(n)));
      stage.note("all", (await stage.io.timeout(5000).emitWithAck("ask")).toSorted());
      stage.note("others", (await ada.timeout(5000).broadcast.emitWithAck("ask")).toSorted());
      stage.note("in a room", await stage.io.to(lin.id).timeout(5000).emitWithAck("ask"));
      stage.note("nobody", await stage.io.to("nobody").timeout(5000).emitWithAck("ask"));
      all[0].client.off("ask");
      const late = stage.io
        .timeout(500)
        .emitWithAck("ask")
        .catch((error: Error & { responses: unknown[] }) => [
          error.message,
          error.responses.length,
        ]);
      stage.note("late", await late, ada["acks"].size);
    },
  },

  "many sockets at once": {
    async play(stage) {
      const {
        sockets: [ada, lin, eve],
        settle,
      } = await three(stage);
      const { io } = stage;
      io.socketsJoin("everybody");
      io.in(ada.id).socketsJoin(["one", "two"]);
      ada.to("everybody").emit("others of everybody");
      io.in("everybody").except("one").socketsLeave("everybody");
      io.to("everybody").emit("ada only");
      await settle("received");
      const fetched = await io.fetchSockets();
      stage.note(
        "fetched",
        fetched.length,
        fetched[0] === (ada as unknown),
        fetched.map(({ id, rooms, data }) => ({ id, rooms, data })),
      );
      stage.note(
        "in a room",
        (await io.in("one").fetchSockets()).length,
        (await ada.broadcast.fetchSockets()).length,
      );
      stage.note(
        "ids",
        await io.allSockets(),
        await io.in("one").allSockets(),
        await io.of("/").adapter.sockets(new Set(["two"])),
      );
      for (const remote of await io.in(ada.id).fetchSockets()) {
        remote.join("remote");
        remote.leave("one");
        remote.emit("remote");
      }
      stage.note("rooms", ada.rooms);
      io.socketsLeave("two");
      io.in("remote").disconnectSockets();
      await settle("after disconnectSockets");
      stage.note("left", ada.connected, lin.connected, eve.connected);
      io.disconnectSockets(true);
      await stage.until("the end of all", () => stage.connections <= 1);
      stage.note(
        "nobody",
        (await io.fetchSockets()).length,
        io.of("/").adapter.rooms,
        io.of("/").adapter.sids,
      );
    },
  },

  "a server that is closed": {
    async play(stage) {
      const { all, sockets } = await three(stage);
      for (const socket of sockets) {
        socket.on("disconnecting", (reason) =>
          stage.note("disconnecting", reason, socket.rooms.size),
        );
        socket.on("disconnect", (reason) => stage.note("disconnect", reason));
      }
      const ended = all.map(({ client }) => stage.next(client, "disconnect"));
      await stage.io.close();
      for (const [reason] of await Promise.all(ended))
        stage.note("client", reason === "io server disconnect");
      stage.note("left", stage.io.of("/").sockets.size, stage.connections);
    },
  },
};
