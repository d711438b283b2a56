/** The upload of one file by XMLHttpRequest: `fetch` does not say how much has gone. */
import type { Upload } from "../../client/uploads";
import type { ErrorCode, Reply, Uploaded } from "../../protocol";

/** Milliseconds without any progress after which an upload is given up, and for the answer: many pictures may wait to be encoded. */
const PATIENCE = 60_000;
const ANSWERED_WITHIN = 240_000;

/** What a status means where something in between has answered, in its own words. */
const CODES: Record<number, ErrorCode> = {
  401: "forbidden",
  403: "forbidden",
  404: "invalid",
  413: "too_large",
  429: "rate_limited",
};

/** Uploads as the person of a key. Rejects without an answer. */
export function upload(
  key: string,
  { room, name, bytes, onProgress, signal }: Upload,
): Promise<Reply<Uploaded>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new Error("the file was not uploaded"));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (patience = PATIENCE) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), patience);
    };
    request.upload.addEventListener("progress", ({ loaded }) => {
      watch();
      onProgress(loaded);
    });
    request.upload.addEventListener("load", () => watch(ANSWERED_WITHIN));
    request.addEventListener("load", () => {
      const reply = replyOf(request);
      if (reply) resolve(reply);
      else lost();
    });
    for (const type of ["error", "abort", "timeout"]) request.addEventListener(type, lost);
    request.addEventListener("loadend", () => clearTimeout(timer));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", `/files?${new URLSearchParams({ room, name })}`);
    request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    watch();
    request.send(bytes);
  });
}

/** The server's reply; undefined where it is none, and nothing says why. */
function replyOf({ responseText, status }: XMLHttpRequest): Reply<Uploaded> | undefined {
  const reply = parsed(responseText);
  if (isReply(reply)) return reply;
  const code = CODES[status];
  return code && { ok: false, error: { code, message: `status ${status}` } };
}

function isReply(reply: unknown): reply is Reply<Uploaded> {
  const { ok, file, error } = Object(reply) as Partial<Record<string, unknown>>;
  return ok === true ? typeof Object(file).id === "string" : typeof Object(error).code === "string";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
