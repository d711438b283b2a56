/** A server by invitation whose owner, olga, is there and invites. */
import { rm } from "node:fs/promises";
import { inviteToServer } from "../../src/start/commands/invitations";
import { openCommunity, readLocation } from "../../src/store";
import type { Invited, OwnRoom, Rank, Reply, ReplyTo } from "../../src/protocol";
import { quickFolder } from "../support/folder";
import { Client } from "../support/client";
import { serve } from "../support/server";

const OLGAS_KEY = "the key of olga, who owns the server";

interface Wanted {
  rank?: Rank;
  room?: string;
  uses?: number;
}

/** Serves it as two browsers see it: what one keeps, the other does not have. */
export async function serveInvited() {
  const folder = await quickFolder("chuan-invited-");
  const DATABASE_URL = `sqlite:${folder}/chuan.db`;
  const server = await serve({ ACCESS: "invited", DATABASE_URL });
  const { port } = new URL(server.url);
  const ofAda = `http://127.0.0.1:${port}`;
  const community = await openCommunity(readLocation(DATABASE_URL));
  const { path } = await inviteToServer(community, "owner");
  await community.close();
  const invitation = path.replace(/^.*=/, "");
  const olga = await Client.connect(server.url, "websocket", {
    key: OLGAS_KEY,
    name: "olga",
    invitation,
  });
  await olga.ask("settle", {
    room: "~server",
    title: "Reading circle",
    topic: "Books, one a month",
  });

  async function invite(wanted: Wanted = {}) {
    const reply = (await olga.ask("invite", wanted)) as Reply<Invited>;
    if (!reply.ok) throw new Error(reply.error.message);
    const { id, token } = reply;
    const place = wanted.room === undefined ? "/" : `/r/${encodeURIComponent(wanted.room)}`;
    return { id, token, link: `${ofAda}${place}#invitation=${token}` };
  }

  return {
    ofAda,
    ofLin: `http://localhost:${port}`,
    olga,
    invite,
    /** How often each invitation to the server was used that can still be used. */
    async uses() {
      const reply = (await olga.ask("invitations", {})) as Reply<ReplyTo<"invitations">>;
      return reply.ok ? reply.invitations.map(({ used }) => used) : [];
    },
    /** Revokes every invitation to the server that can still be used. */
    async revokeAll() {
      const reply = (await olga.ask("invitations", {})) as Reply<ReplyTo<"invitations">>;
      if (!reply.ok) throw new Error(reply.error.message);
      for (const { id } of reply.invitations) await olga.ask("revoke", { id });
    },
    /** Founds a closed room of this title, and invites one person to it. */
    async inviteToRoom(title: string) {
      const reply = (await olga.ask("found", { title })) as Reply<{ room: OwnRoom }>;
      if (!reply.ok) throw new Error(reply.error.message);
      const { room } = reply.room;
      return { room, ...(await invite({ room })) };
    },
    async [Symbol.asyncDispose]() {
      await olga[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
