/** What tests of keys that end share. */
import { Client } from "../../support/client";
import type { Here } from "../access/people";

/** How soon a replaced key is out (P35), and as much again for a machine that is busy. */
export const OUT = 2000;

/** The key that ada takes instead of hers. */
export const NEW = "a new key of ada's own";

/** Resolves with why the connection ended. */
export const ended = ({ client }: Here) =>
  new Promise<string>((resolve) => client.socket.once("disconnect", resolve));

/** Why the server does not let a client in. */
export const refusal = async (url: string, auth: object) =>
  (await Client.refused(url, auth)) as Error & { data: { code: string } };
