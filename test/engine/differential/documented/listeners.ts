/** Events from clients and to clients: acknowledgements, middlewares, catch-all listeners, timeouts. */
import type { Scenario } from "./scenarios";

export const listeners: Record<string, Scenario> = {
  "events and acknowledgements": {
    async play(stage) {
      const { client, socket } = await stage.join();
      socket.on("add", (a: number, b: number, answer: (sum: number) => void) => {
        answer(a + b);
        answer(0);
      });
      socket.once("once", () => stage.note("once"));
      socket.on("message", (...said: unknown[]) => stage.note("message", said));
      stage.note("sum", await client.emitWithAck("add", 1, 2));
      client.emit("once").emit("once").send("hello", 1, null);
      stage.note("sum", await client.timeout(5000).emitWithAck("add", 3, 4));
      const off = () => stage.note("never");
      socket.on("off", off).off("off", off);
      client.emit("off");
      client.on("ask", (question: string, answer: (...said: unknown[]) => void) =>
        answer(question, 2),
      );
      stage.note("asked", await socket.emitWithAck("ask", "why"), socket["acks"].size);
      stage.note("asked", await socket.timeout(5000).emitWithAck("ask", "why"));
      const timedOut = socket.timeout(20).emitWithAck("nobody answers");
      stage.note(
        "timed out",
        await timedOut.catch((error: unknown) => String(error)),
        socket["acks"].size,
      );
      const answered = new Promise<unknown[]>((resolve) => {
        socket.emit("ask", "callback", (...said: unknown[]) => resolve(said));
      });
      stage.note("callback", await answered);
      for (const reserved of ["connect", "disconnect", "newListener"])
        try {
          socket.emit(reserved);
        } catch (error) {
          stage.note("reserved", String(error));
        }
      stage.note(
        "returns",
        socket.emit("x"),
        socket.send("x") === socket,
        socket.write("x") === socket,
      );
      stage.note("sum", await client.emitWithAck("add", 5, 6));
      stage.note(
        "names",
        socket.eventNames(),
        socket.listenerCount("message"),
        socket.listeners("add").length,
      );
    },
  },

  "catch-all listeners": {
    async play(stage) {
      const { client, socket } = await stage.join();
      const any = (event: string, ...args: unknown[]) => stage.note("any", event, args.length);
      const first = (event: string) => stage.note("first", event);
      stage.note("returns", socket.onAny(any) === socket, socket.prependAny(first) === socket);
      stage.note("listeners", socket.listenersAny().length, socket.listenersAnyOutgoing().length);
      socket.on("hello", (answer: () => void) => answer());
      await client.emitWithAck("hello");
      socket.offAny(any);
      await client.emitWithAck("hello");
      socket.offAny();
      await client.emitWithAck("hello");
      const out = (event: string, ...args: unknown[]) => stage.note("out", event, args);
      socket.onAnyOutgoing(out).prependAnyOutgoing((event) => stage.note("first out", event));
      socket.emit("one", 1);
      stage.io.emit("all", Buffer.from("b"));
      socket.broadcast.emit("others");
      stage.io.to(socket.id).emit("own room");
      socket.offAnyOutgoing(out).emit("two");
      socket.offAnyOutgoing().emit("three");
      stage.note("none", socket.listenersAnyOutgoing(), socket.listenersAny());
    },
  },

  "middlewares of a socket": {
    async play(stage) {
      const { client, socket } = await stage.join();
      socket.use(([event, ...args], next) => {
        stage.note("first", event, args.length);
        if (event === "refused") next(Object.assign(new Error("no"), { data: { code: 1 } }));
        else if (event === "slow") setTimeout(next, 5);
        else next();
      });
      stage.note(
        "returns",
        socket.use((event, next) => {
          event[1] = "changed";
          next();
        }) === socket,
      );
      socket.on("error", (error) => stage.note("error", error.message, (error as never)["data"]));
      for (const event of ["quick", "slow"])
        socket.on(event, (...args: unknown[]) => {
          stage.note("got", event, args.slice(0, 1));
          (args[1] as () => void)();
        });
      await client.emitWithAck("slow", 1);
      client.emit("refused");
      await client.emitWithAck("quick", 2);
    },
  },

  "middlewares of a server and of a namespace": {
    async play(stage) {
      const { io } = stage;
      const steps = (name: string) =>
        io
          .of(name)
          .use((socket, next) => {
            stage.note(`first of ${name}`, socket.connected, socket.handshake.auth);
            setTimeout(next, 1);
          })
          .use((socket, next) => {
            const { auth } = socket.handshake;
            if (auth["refuse"])
              return next(Object.assign(new Error("refused"), { data: { auth } }));
            socket.data["checked"] = name;
            void socket.join(`checked ${name}`);
            next();
          });
      for (const name of ["/", "/second"]) {
        steps(name);
        io.of(name).on("connection", (socket) =>
          stage.note("connected", name, socket.data, socket.rooms),
        );
      }
      for (const namespace of ["/", "/second"]) {
        await stage.join({ namespace, auth: { token: 1 } });
        const client = stage.client({ namespace, auth: { refuse: true } });
        const [error] = (await stage.next(client, "connect_error")) as [Error & { data?: unknown }];
        stage.note("error", error.message, error.data);
        stage.note(
          "rooms",
          [...io.of(namespace).adapter.rooms.keys()].length,
          io.of(namespace).sockets.size,
        );
        // A client that is refused may try again over the same connection.
        client.auth = { token: 2 };
        client.connect();
        await stage.until("the second attempt", () => client.connected);
        stage.note(
          "sockets",
          io.of(namespace).sockets.size,
          io.of(namespace)["_preConnectSockets"].size,
        );
      }
    },
  },

  "a client that leaves while a middleware decides": {
    async play(stage) {
      let go: (() => void) | undefined;
      stage.io.use((socket, next) => {
        void socket.join("early");
        go = () => next();
      });
      stage.io.on("connection", () => stage.note("connected"));
      const client = stage.client();
      await stage.until("the middleware", () => stage.io.of("/")["_preConnectSockets"].size === 1);
      stage.note("waits", stage.io.of("/").sockets.size, stage.io.of("/").adapter.rooms.size);
      client.io.engine.close();
      await stage.until("the end", () => stage.connections === 0);
      go?.();
      await Bun.sleep(20);
      const { sockets, adapter } = stage.io.of("/");
      stage.note(
        "gone",
        sockets.size,
        stage.io.of("/")["_preConnectSockets"].size,
        adapter.sids,
        adapter.rooms,
      );
    },
  },

  "volatile and compressed events": {
    async play(stage) {
      const { client, socket } = await stage.join();
      client.on("now", (n: number) => stage.note("now", n));
      client.on("done", () => stage.note("done"));
      stage.note(
        "chain",
        socket.volatile === socket,
        socket.compress(false) === socket,
        socket.timeout(1) === socket,
      );
      socket["flags"] = {};
      const done = stage.next(client, "done");
      socket.compress(true).emit("now", 1);
      socket.emit("done");
      await done;
      stage.note("flags", socket["flags"]);
      client.disconnect();
      await stage.until("the end", () => !socket.connected);
      stage.note("after the end", socket.volatile.emit("now", 2), socket.emit("now", 3));
    },
  },
};
