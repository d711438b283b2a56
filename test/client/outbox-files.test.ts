/** Messages with files in the outbox: uploaded one after the other, sent in the order typed, once. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { UploaderParts } from "../../src/client/uploads";
import { ADA, LIN, memory, open, RATE_LIMITED } from "./outbox-at-hand";

setDefaultTimeout(60_000);

const ids = (outbox: ReturnType<typeof open>, n: number) =>
  outbox.tries[n - 1]?.unsent.files?.map(({ id }) => id);

test("P38: files are uploaded one after the other, then their message is sent with them, and their bytes are kept no longer", async () => {
  const store = memory();
  const ada = open(store);
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt", "b.txt"]);
  const { upload } = await ada.nextUpload(1);
  expect([upload.room, upload.name, await upload.bytes.text()]).toEqual([
    "designers",
    "a.txt",
    "the bytes of a.txt",
  ]);
  expect(ada.uploads).toHaveLength(1);
  await ada.take(1, "id of a");
  expect((await ada.nextUpload(2)).upload.name).toBe("b.txt");
  expect(ada.tries).toHaveLength(0);
  await ada.take(2, "id of b");
  expect(await ada.tried(1)).toBe("look");
  expect(ids(ada, 1)).toEqual(["id of a", "id of b"]);
  expect(store.bytes.size).toBe(2);
  await ada.accept(1);
  await ada.until("the bytes removed", () => (store.bytes.size === 0 ? true : undefined));
  expect([...store.kept]).toEqual([]);
});

test("P5: what is typed after a message with files waits for it in its own room, and nowhere else", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("picture", ["a.txt"]);
  await ada.say("after it");
  await ada.say("elsewhere", "lobby");
  expect(await ada.tried(1)).toBe("elsewhere");
  await ada.accept(1);
  expect(ada.tries).toHaveLength(1);
  await ada.take(1, "id of a");
  for (const n of [2, 3]) await ada.accept(n);
  expect(ada.acknowledged.map(({ txt }) => txt)).toEqual(["elsewhere", "picture", "after it"]);
});

test("while a file goes, its message says how many bytes of all its files have gone", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt", "b.txt"]);
  (await ada.nextUpload(1)).upload.onProgress(5);
  expect(ada.outbox.outgoing).toMatchObject([{ state: "uploading", sent: 5 }]);
  await ada.take(1, "id of a");
  (await ada.nextUpload(2)).upload.onProgress(2);
  expect(ada.outbox.outgoing).toMatchObject([{ state: "uploading", sent: 18 + 2 }]);
});

test("without a connection nothing is uploaded; with one it goes on by itself, and again after the upload broke", async () => {
  const ada = open();
  await ada.sendFiles("look", ["a.txt"]);
  expect(ada.outbox.outgoing).toMatchObject([{ state: "queued" }]);
  ada.outbox.setConnected(true);
  (await ada.nextUpload(1)).settle.reject(new Error("the network is away"));
  ada.outbox.setConnected(false);
  (await ada.nextWait(1)).over();
  await ada.is("look", "queued");
  expect(ada.uploads).toHaveLength(1);
  ada.outbox.setConnected(true);
  await ada.take(2, "id of a");
  await ada.accept(1);
});

test("after a reload, a file that is at the server is not uploaded again, and the others are", async () => {
  const store = memory();
  const before = open(store);
  before.outbox.setConnected(true);
  await before.sendFiles("look", ["a.txt", "b.txt"]);
  await before.take(1, "id of a");
  await before.nextUpload(2);
  const ada = open(store);
  await ada.outbox.restore();
  ada.outbox.setConnected(true);
  expect((await ada.nextUpload(1)).upload.name).toBe("b.txt");
  await ada.take(1, "id of b");
  await ada.tried(1);
  expect(ids(ada, 1)).toEqual(["id of a", "id of b"]);
});

test("two pages with one outbox upload a file once, and both name the same message", async () => {
  const store = memory();
  let turn = Promise.resolve<unknown>(undefined);
  const alone: UploaderParts["alone"] = (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  const first = open(store, ADA, alone);
  await first.sendFiles("look", ["a.txt"]);
  const second = open(store, ADA, alone);
  await second.outbox.restore();
  for (const page of [first, second]) page.outbox.setConnected(true);
  await first.take(1, "id of a");
  await first.tried(1);
  await second.tried(1);
  expect(second.uploads).toHaveLength(0);
  expect(ids(second, 1)).toEqual(["id of a"]);
  expect(second.tries[0]?.unsent.id).toBe(first.tries[0]!.unsent.id);
});

test("P38: a file that the server has swept is uploaded again, and its message is sent once", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt"]);
  await ada.take(1, "id of a");
  await ada.refuse(1, { code: "not_found", message: "a file is not there" });
  await ada.take(2, "another id");
  await ada.accept(2);
  expect([ids(ada, 1), ids(ada, 2)]).toEqual([["id of a"], ["another id"]]);
  expect(ada.tries[1]?.unsent.id).toBe(ada.tries[0]!.unsent.id);
});

test("a server that never finds the files does not get them for ever", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt"]);
  for (const n of [1, 2, 3]) {
    await ada.take(n, `id ${n}`);
    await ada.refuse(n, { code: "not_found", message: "a file is not there" });
  }
  await ada.is("look", "failed");
  expect(ada.uploads).toHaveLength(3);
});

test("a file that the server refuses fails its message, with the reason, and what was typed after it goes on", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("too much", ["a.txt"]);
  await ada.say("after it");
  const error = { code: "too_large", message: "too large" } as const;
  (await ada.nextUpload(1)).settle.resolve({ ok: false, error });
  expect(await ada.is("too much", "failed")).toMatchObject({ error });
  expect(await ada.tried(1)).toBe("after it");
});

test("an upload that is refused for now is tried again when the server has said", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt"]);
  (await ada.nextUpload(1)).settle.resolve({ ok: false, error: RATE_LIMITED });
  const pause = await ada.nextWait(1);
  expect(pause.ms).toBe(4000);
  expect(await ada.is("look", "queued")).toMatchObject({ error: RATE_LIMITED });
  pause.over();
  await ada.take(2, "id of a");
  await ada.accept(1);
});

test("an upload is stopped by the person, until they try again; a discarded message takes its bytes with it", async () => {
  const store = memory();
  const ada = open(store);
  ada.outbox.setConnected(true);
  await ada.sendFiles("look", ["a.txt"]);
  const { upload } = await ada.nextUpload(1);
  const { id } = ada.outbox.outgoing[0]!;
  ada.outbox.stop(id);
  await ada.is("look", "stopped");
  await ada.until("the end of the upload", () => upload.signal.aborted || undefined);
  await ada.outbox.retry(id, "ada");
  const again = await ada.nextUpload(2);
  await ada.outbox.discard(id);
  await ada.until("the end of the second one", () => again.upload.signal.aborted || undefined);
  expect([ada.outbox.outgoing.length, store.bytes.size, ada.tries.length]).toEqual([0, 0, 0]);
});

test("a text that is changed while its files go is sent as it is then", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.sendFiles("lok", ["a.txt"]);
  await ada.nextUpload(1);
  const [message] = ada.outbox.outgoing;
  await ada.outbox.change(message!, { kind: "edit", txt: "look" });
  await ada.take(1, "id of a");
  expect(await ada.tried(1)).toBe("look");
  expect(ada.uploads).toHaveLength(1);
  expect(ids(ada, 1)).toEqual(["id of a"]);
});

test("a message whose bytes this device has no more says so, and what was typed after it goes on", async () => {
  const store = memory();
  const ada = open(store);
  await ada.sendFiles("look", ["a.txt"]);
  await ada.say("after it");
  store.bytes.clear();
  ada.outbox.setConnected(true);
  await ada.is("look", "lost");
  expect(await ada.tried(1)).toBe("after it");
});

test("a message of another identity that the person sends as theirs is uploaded as theirs", async () => {
  const store = memory();
  const lin = open(store, LIN);
  lin.outbox.setConnected(true);
  await lin.sendFiles("look", ["a.txt"]);
  await lin.take(1, "id of lin's");
  await lin.tried(1);
  const ada = open(store, ADA);
  await ada.outbox.restore();
  ada.outbox.setConnected(true);
  const { id } = ada.outbox.outgoing[0]!;
  await ada.outbox.retry(id, "ada");
  await ada.take(1, "id of ada's");
  await ada.tried(1);
  expect(ids(ada, 1)).toEqual(["id of ada's"]);
});
