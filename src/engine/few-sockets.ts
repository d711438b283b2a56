/** The sockets of one client, by id and by namespace, without a Map while there is one: a Map is 400 bytes. */
import type { Socket } from "socket.io";

interface Maps {
  sockets: Map<string, Socket>;
  /** By the name of the namespace: the last one of each. */
  nsps: Map<string, Socket>;
}

const NONE: readonly Socket[] = [];

export class FewSockets {
  #only: Socket | undefined;
  /** Once there were two, or somebody has looked, who may keep what it saw. */
  #maps: Maps | undefined;

  get sockets(): Map<string, Socket> {
    return this.#asMaps().sockets;
  }

  get nsps(): Map<string, Socket> {
    return this.#asMaps().nsps;
  }

  protected get isInNamespace(): boolean {
    return this.#maps ? this.#maps.nsps.size > 0 : this.#only !== undefined;
  }

  /** The client's socket in a namespace. */
  protected in(namespace: string): Socket | undefined {
    if (this.#maps) return this.#maps.nsps.get(namespace);
    return this.#only?.nsp.name === namespace ? this.#only : undefined;
  }

  protected list(): Iterable<Socket> {
    if (this.#maps) return this.#maps.sockets.values();
    return this.#only ? [this.#only] : NONE;
  }

  protected add(socket: Socket): void {
    if (!this.#maps && !this.#only) {
      this.#only = socket;
      return;
    }
    const { sockets, nsps } = this.#asMaps();
    sockets.set(socket.id, socket);
    nsps.set(socket.nsp.name, socket);
  }

  protected remove(socket: Socket): void {
    if (this.#only === socket) this.#only = undefined;
    if (this.#maps?.sockets.delete(socket.id)) this.#maps.nsps.delete(socket.nsp.name);
  }

  protected clear(): void {
    this.#only = undefined;
    this.#maps?.sockets.clear();
  }

  #asMaps(): Maps {
    if (this.#maps) return this.#maps;
    const maps: Maps = { sockets: new Map(), nsps: new Map() };
    this.#maps = maps;
    if (this.#only) this.add(this.#only);
    this.#only = undefined;
    return maps;
  }
}
