import { io } from "socket.io-client";

io().on("dixiu", (greeting: string) => {
  document.title = greeting;
});
