// The smallest complete client. It connects, gets a greeting, sends what you type, and shows what the
// others send. Copy it, and make your own.
const socket = io();
const me = prompt("Your name?") || "somebody";

const input = document.getElementById("txt");
const list = document.getElementById("messages");

function show(text) {
  const line = document.createElement("li");
  line.textContent = text;
  list.append(line);
}

// The server sends a greeting to each client that connects.
socket.on("dixiu", (greeting) => show(greeting));

// Somebody else has sent a message.
socket.on("tianxiu", (msg) => show(`${msg.name}: ${msg.txt}`));

// You send a message. The server passes it on to everybody else, so you show it to yourself.
function send() {
  const msg = { name: me, txt: input.value };
  if (msg.txt === "") return;
  socket.emit("chuan", msg);
  show(`${msg.name}: ${msg.txt}`);
  input.value = "";
}

document.getElementById("btn").addEventListener("click", send);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) send();
});
