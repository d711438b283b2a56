/** A client that speaks Engine.IO by hand, so that a program decides when it polls and when it upgrades. */
import { within } from "../../support/deadline";
import { until } from "../../support/until";

const DEADLINE = 5000;
const SEPARATOR = "\u001e";

export type Transport = "websocket" | "polling";

export class RawClient {
  /** Every message it was sent, in order, however it came. */
  readonly transcript: string[] = [];
  readonly #url: string;
  #sid = "";
  #ws: WebSocket | undefined;
  #candidate: WebSocket | undefined;
  #polling = false;
  #probed = false;
  #closed = false;

  private constructor(url: string) {
    this.#url = url;
  }

  static async connect(url: string, transport: Transport): Promise<RawClient> {
    const client = new RawClient(url);
    if (transport === "websocket") client.#ws = await client.#open("");
    else await client.#get();
    await until("the handshake", () => client.#sid !== "");
    return client;
  }

  get sid(): string {
    return this.#sid;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get isPolling(): boolean {
    return this.#polling;
  }

  /** Whether an upgrade was given up: the engine takes no second attempt. */
  get hasAbandoned(): boolean {
    return this.#probed && !this.#candidate && !this.#ws;
  }

  get isProbing(): boolean {
    return this.#candidate !== undefined;
  }

  get transport(): Transport {
    return this.#ws ? "websocket" : "polling";
  }

  async send(packet: string): Promise<void> {
    if (this.#ws) this.#ws.send(packet);
    else await fetch(this.#address("polling"), { method: "POST", body: packet });
  }

  /** Polls. The response goes to the transcript when it comes. */
  poll(): void {
    void this.#get();
  }

  async probe(): Promise<void> {
    this.#candidate = await this.#open(`&sid=${this.#sid}`);
    this.#candidate.send("2probe");
    await until("the probe's answer", () => this.#probed);
  }

  upgrade(): void {
    this.#candidate?.send("5");
    this.#ws = this.#candidate;
    this.#candidate = undefined;
  }

  async abandon(): Promise<void> {
    const candidate = this.#candidate;
    this.#candidate = undefined;
    if (!candidate || candidate.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => candidate.addEventListener("close", resolve));
    candidate.close();
    await within(DEADLINE, "the candidate's closing", closed);
  }

  async drop(): Promise<void> {
    await this.abandon();
    this.#ws?.close();
  }

  async #open(sid: string): Promise<WebSocket> {
    const ws = new WebSocket(this.#address("websocket").replace("http", "ws") + sid);
    ws.binaryType = "arraybuffer";
    ws.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#receive(typeof data === "string" ? data : `b${Buffer.from(data).toString("base64")}`);
    });
    ws.addEventListener("close", () => {
      if (ws === this.#ws) this.#closed = true;
    });
    const opened = new Promise((resolve) => ws.addEventListener("open", resolve));
    await within(DEADLINE, "the WebSocket's opening", opened);
    return ws;
  }

  async #get(): Promise<void> {
    this.#polling = true;
    const response = await fetch(this.#address("polling"));
    const payload = await response.text();
    if (response.status !== 200) this.#closed = true;
    else for (const packet of payload.split(SEPARATOR)) this.#receive(packet);
    this.#polling = false;
  }

  #receive(packet: string): void {
    if (packet.startsWith("0")) this.#sid = JSON.parse(packet.slice(1)).sid;
    else if (packet === "3probe") this.#probed = true;
    else if (packet === "1") this.#closed = true;
    else if (packet.startsWith("4") || packet.startsWith("b")) this.transcript.push(packet);
  }

  #address(transport: Transport): string {
    const sid = this.#sid && transport === "polling" ? `&sid=${this.#sid}` : "";
    return `${this.#url}/socket.io/?EIO=4&transport=${transport}${sid}`;
  }
}
