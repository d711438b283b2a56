/** Namespaces, also those that are made when a client asks for them, and what goes between servers. */
import type { Scenario } from "./scenarios";

export const namespaces: Record<string, Scenario> = {
  "several namespaces over one connection": {
    async play(stage) {
      const { io } = stage;
      io.on("new_namespace", (namespace) => stage.note("new", namespace.name));
      for (const name of ["/second", "third"])
        io.of(name).on("connection", (socket) =>
          stage.note("connected", name, socket.nsp.name, socket.id),
        );
      const { client, socket } = await stage.join();
      const second = await stage.alsoJoin(client, "/second");
      const third = await stage.alsoJoin(client, "/third");
      const [two] = io.of("/second").sockets.values();
      stage.note(
        "one client",
        two?.client === socket.client,
        two?.conn === socket.conn,
        two?.id === socket.id,
      );
      stage.note(
        "sockets",
        [...socket.client["sockets"].keys()],
        [...socket.client["nsps"].keys()],
      );
      for (const namespace of ["/", "/second", "/third"]) {
        const one = { "/": client, "/second": second, "/third": third }[namespace]!;
        const heard = stage.next(one, "hello");
        io.of(namespace).emit("hello", namespace);
        stage.note("heard", await heard);
        io.of(namespace).sockets.forEach((each) =>
          each.on("ask", (answer) => answer(each.nsp.name)),
        );
        stage.note("answer", await one.emitWithAck("ask"));
      }
      two?.on("disconnect", (reason) => stage.note("second left", reason));
      second.disconnect();
      await stage.until("the leaving", () => io.of("/second").sockets.size === 0);
      stage.note("the connection stays", socket.connected, [...socket.client["nsps"].keys()]);
      const again = await stage.alsoJoin(client, "/second");
      stage.note("again", again.connected, [...socket.client["nsps"].keys()]);
      socket.disconnect();
      stage.note("first left", [...socket.client["nsps"].keys()], socket.conn.readyState);
      for (const name of ["/second", "/third"])
        for (const one of io.of(name).sockets.values())
          one.on("disconnect", (reason) => stage.note("left", name, reason));
      [...io.of("/third").sockets.values()][0]?.disconnect(true);
      await stage.until("the end", () => io.of("/second").sockets.size === 0);
      stage.note("nothing left", io.of("/third").sockets.size, socket.conn.readyState);
    },
  },

  "a namespace that does not exist": {
    async play(stage) {
      const client = stage.client({ namespace: "/nowhere" });
      const [error] = await stage.next(client, "connect_error");
      stage.note("error", (error as Error).message, client.connected);
      stage.note("namespaces", [...stage.io["_nsps"].keys()]);
      stage.io
        .of("/nowhere")
        .on("connection", (socket) => stage.note("connected", socket.nsp.name));
      client.connect();
      await stage.until("the second attempt", () => client.connected);
      stage.note("now", [...stage.io["_nsps"].keys()]);
    },
  },

  "dynamic namespaces": {
    options: { cleanupEmptyChildNamespaces: true },
    async play(stage) {
      const { io } = stage;
      io.on("new_namespace", (namespace) => stage.note("new", namespace.name));
      const byPattern = io.of(/^\/room-\d+$/);
      byPattern.use((socket, next) => {
        stage.note("middleware", socket.nsp.name);
        next();
      });
      byPattern.on("connection", (socket) => {
        stage.note("connected", socket.nsp.name, socket.rooms);
        socket.on("disconnect", (reason) => stage.note("left", socket.nsp.name, reason));
      });
      io.of((name, auth, next) => {
        stage.note("asked", name, auth);
        if (auth["fail"]) next(new Error("failed"), false);
        else next(null, name.startsWith("/own-"));
      }).on("connection", (socket) => stage.note("connected by function", socket.nsp.name));
      const first = await stage.join({ namespace: "/room-1" });
      const other = await stage.alsoJoin(first.client, "/room-2");
      await stage.join({ namespace: "/own-ada", auth: { name: "ada" } });
      for (const namespace of ["/room-x", "/own-lin"]) {
        const client = stage.client({ namespace, auth: { fail: namespace === "/own-lin" } });
        stage.note("refused", ((await stage.next(client, "connect_error"))[0] as Error).message);
      }
      const heard = [stage.next(first.client, "hello"), stage.next(other, "hello")];
      byPattern.emit("hello", 1);
      stage.note("heard", await Promise.all(heard));
      stage.note("rooms", first.socket.rooms, first.socket.nsp.adapter.rooms);
      first.client.disconnect();
      await stage.until("the cleaning", () => !io["_nsps"].has("/room-1"));
      stage.note("namespaces", [...io["_nsps"].keys()]);
      const again = await stage.join({ namespace: "/room-1" });
      stage.note("again", again.socket.nsp === first.socket.nsp, again.socket.rooms);
    },
  },

  "a slow namespace that is entered twice": {
    async play(stage) {
      const { io } = stage;
      const next: (() => void)[] = [];
      io.of("/slow").use((_, go) => void next.push(go));
      io.of("/slow").on("connection", (socket) =>
        stage.note("connected", socket.id, [...socket.client["sockets"].keys()]),
      );
      const { client, socket } = await stage.join();
      client.io.engine.write("0/slow,");
      client.io.engine.write("0/slow,");
      await stage.until("both", () => next.length === 2);
      stage.note(
        "waiting",
        io.of("/slow")["_preConnectSockets"].size,
        socket.client["sockets"].size,
      );
      for (const go of next) go();
      await stage.until("their connection", () => io.of("/slow").sockets.size === 2);
      stage.note("sockets", socket.client["sockets"].size, socket.client["nsps"].size);
      const [one, two] = [...io.of("/slow").sockets.values()];
      for (const each of [one, two])
        each?.on("disconnect", (reason) => stage.note("left", each === one, reason));
      client.io.engine.write("1/slow,");
      await stage.until("the leaving of one", () => io.of("/slow").sockets.size === 1);
      stage.note("left", socket.client["sockets"].size, socket.client["nsps"].size);
      client.io.engine.close();
      await stage.until("the end", () => io.of("/slow").sockets.size === 0);
      stage.note("nobody", socket.client["sockets"].size, socket.client["nsps"].size);
    },
  },

  "events between servers, and adapters": {
    async play(stage) {
      const { io } = stage;
      const { warn } = console;
      io.on("hello", (...args: unknown[]) => stage.note("hello", args));
      console.warn = (said: string) => stage.note("warned", said);
      stage.note(
        "serverSideEmit",
        io.serverSideEmit("hello", 1),
        io.of("/").serverSideEmit("hello"),
      );
      console.warn = warn;
      io.of("/")["_onServerSideEmit"](["hello", 2]);
      try {
        io.serverSideEmit("connection");
      } catch (error) {
        stage.note("reserved", String(error));
      }
      stage.note("servers", await io.of("/").adapter.serverCount());
      const { adapter } = io.of("/");
      const { socket } = await stage.join();
      stage.note(
        "rooms",
        adapter === io.of("/").adapter,
        adapter.rooms.size,
        adapter.sids.get(socket.id),
      );
      await adapter.addAll(socket.id, new Set(["added"]));
      await adapter.del(socket.id, "added");
      adapter.addSockets({ rooms: new Set([socket.id]), except: new Set() }, ["together"]);
      stage.note("after", socket.rooms, adapter.rooms);
      adapter.rooms.get("together")?.add("somebody");
      adapter.rooms.set("by hand", new Set([socket.id]));
      stage.note("changed by hand", adapter.rooms, adapter.rooms.delete("by hand"));
      socket["leaveAll"]();
      stage.note("nothing", socket.rooms, adapter.rooms, adapter.sids.has(socket.id));
    },
  },
};
