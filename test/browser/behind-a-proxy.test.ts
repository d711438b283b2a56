/** The page behind a proxy that answers in the server's place, as it does while that is away or replaced. */
import { expect, test } from "bun:test";
import { serve } from "../support/server";
import type { Page } from "./page";
import { keepsShell } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

type Answer = (response: Response) => Response | Promise<Response>;

/**
 * A proxy before a server. What `page` says is what it makes of the answers to requests for the page; what
 * `admits` refuses is answered 401.
 */
async function serveBehindProxy() {
  const server = await serve();
  const proxy = {
    page: ((response) => response) as Answer,
    admits: (() => true) as (request: Request) => boolean,
    url: "",
  };
  const listening = Bun.serve({
    port: Number(place.port),
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      // It knows no WebSocket, as some do not: the page goes on by long-polling.
      if (request.headers.has("Upgrade")) return new Response("no", { status: 400 });
      if (!proxy.admits(request)) return new Response("log in", { status: 401 });
      const { method, body } = request;
      const response = await fetch(server.url + pathname + search, { method, body });
      const headers = new Headers(response.headers);
      for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
      const answer = new Response(response.body, { status: response.status, headers });
      return pathname === "/" ? proxy.page(answer) : answer;
    },
  });
  proxy.url = listening.url.origin;
  return {
    proxy,
    async [Symbol.asyncDispose]() {
      await listening.stop(true);
      await server[Symbol.asyncDispose]();
    },
  };
}

const html = (text: string, status: number) => () =>
  new Response(`<h1>${text}</h1>`, { status, headers: { "Content-Type": "text/html" } });

async function openKept(url: string): Promise<Page> {
  const page = await place.open(url, { worker: true });
  await page.introduce("ada");
  await keepsShell(page);
  return page;
}

test("a page that a failing proxy answers for is the one that was kept, and stays kept", async () => {
  await using around = await serveBehindProxy();
  const { proxy } = around;
  const ada = await openKept(proxy.url);
  // The worker has a list of the answers that people are to see: all others, and 502 below, are alike to it.
  for (const status of [503, 404, 429]) {
    proxy.page = html(`the proxy says ${status}`, status);
    await ada.view.reload();
    await ada.online();
  }
  // A page of its own, without a failure, may be what a person has to see: it is shown, and never kept.
  proxy.page = html("log in to the network", 200);
  await ada.view.reload();
  await ada.shows("log in to the network");
  proxy.page = html("bad gateway", 502);
  await ada.view.reload();
  await ada.online();
  proxy.page = html("log in to the chat", 401);
  await ada.view.reload();
  await ada.shows("log in to the chat");
});

test("a new version says that it is there, and loading it loses no draft", async () => {
  await using around = await serveBehindProxy();
  const { proxy } = around;
  const ada = await openKept(proxy.url);
  await ada.view.click("#txt");
  await ada.view.type("a draft");
  expect(await ada.get<string>("document.body.innerText")).not.toContain("new version");
  proxy.page = async (response) => {
    const text = (await response.text()).replace(/style\.css\?v=\w+/, "style.css?v=next");
    return new Response(text, { headers: { "Content-Type": "text/html" } });
  };
  // It is asked for when the page connects again.
  await ada.get("dispatchEvent(new Event('offline'))");
  await ada.shows("A new version of this page is available.");
  await ada.press("Reload the page");
  await ada.until("the new version", "document.querySelector('link[href$=\"v=next\"]') !== null");
  await ada.until("the draft", "document.querySelector('#txt')?.value === 'a draft'");
  await ada.online();
});

test("a page that goes on by long-polling sends the proxy's cookies", async () => {
  await using around = await serveBehindProxy();
  const { proxy } = around;
  proxy.page = (response) => {
    response.headers.set("Set-Cookie", "login=ada; HttpOnly");
    return response;
  };
  proxy.admits = ({ url, headers }) =>
    !new URL(url).pathname.startsWith("/socket.io/") || headers.get("Cookie") === "login=ada";
  const ada = await place.open(proxy.url);
  await ada.introduce("ada");
  await ada.online();
  await ada.say("hello");
  await ada.until("the message sent", "document.querySelector('.line[data-seq]') !== null");
});
