/** The limit: nothing but Bun's own publish, behind just enough of a handshake for the same load to drive it. */
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, upgrader) =>
    upgrader.upgrade(request) ? undefined : new Response(null, { status: 400 }),
  websocket: {
    open: (ws) => void ws.send("0{}"),
    message(ws, message) {
      const text = String(message);
      if (text.startsWith("42")) return void ws.publish("lobby", `42["tianxiu"${text.slice(9)}`);
      ws.subscribe("lobby");
      ws.send("40{}");
    },
  },
});
console.log(server.url.origin);
