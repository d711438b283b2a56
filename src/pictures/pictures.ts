/** Has pictures re-encoded, each by a process of its own, one after the other (H24). */
import * as v from "valibot";
import { EncoderReport, type PictureForm } from "./made";
import { openSpool, type Spool } from "./spool";

/** What became of a picture. The spool has its bytes: those of the whole, and behind them those of the small one. */
export interface MadePicture extends EncoderReport {
  spool: Spool;
}

export interface Pictures {
  /** A spool for a picture that is being received. */
  spool(): Promise<Spool>;
  /**
   * Looks at the picture in a spool, and has it re-encoded. Rejects with `PictureRefused` where that takes more time or memory than a
   * picture may, and with `PicturesBusy` where too many wait. The caller disposes of both spools. With a `form` it is small, and of that
   * form's type.
   */
  make(picture: Spool, form?: PictureForm): Promise<MadePicture>;
}

/** The picture takes more than a picture may. */
export class PictureRefused extends Error {
  override readonly name = "PictureRefused";
}

/** Too many pictures wait for the encoder. */
export class PicturesBusy extends Error {
  override readonly name = "PicturesBusy";
}

export interface PicturesOptions {
  /** The script of the process that encodes. */
  encoder: string;
  /** Where spools are; the system's folder for such files unless it is given. */
  folder?: string | undefined;
  /** Milliseconds for one picture. */
  patience?: number;
  /** Bytes of memory of the process. */
  memory?: number;
  /** Pictures that may wait. */
  waiting?: number;
  /** Called with the milliseconds that a picture took, and whether it ended well. */
  onMade?: (milliseconds: number, isWell: boolean) => void;
}

/** Measured: 24 megapixels take 200 MB as a PNG of 12 MB, and 165 MB as a JPEG. 28 MB of it are Bun's, mostly its own file. */
const MEMORY = 210_000_000;
const PATIENCE = 30_000;
const WAITING = 100;

export function createPictures(options: PicturesOptions): Pictures {
  const {
    encoder,
    folder,
    patience = PATIENCE,
    memory = MEMORY,
    waiting = WAITING,
    onMade,
  } = options;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  async function encoded(picture: Spool, form?: PictureForm): Promise<MadePicture> {
    const spool = await openSpool(folder);
    const began = performance.now();
    try {
      const made = await runEncoder(picture.fd, spool.fd, form);
      onMade?.(performance.now() - began, true);
      return { ...made, spool };
    } catch (error) {
      onMade?.(performance.now() - began, false);
      await spool[Symbol.asyncDispose]();
      throw error;
    }
  }

  async function runEncoder(
    from: number,
    to: number,
    form: PictureForm | undefined,
  ): Promise<EncoderReport> {
    const asked = [String(memory), ...(form ? [form] : [])];
    const child = Bun.spawn([process.execPath, encoder, ...asked], {
      stdio: [from, "pipe", "ignore", to],
      // Nothing of the server's settings, which have its secrets.
      env: {},
      cwd: "/",
      timeout: patience,
      killSignal: "SIGKILL",
    });
    const [said, code] = await Promise.all([new Response(child.stdout).text(), child.exited]);
    if (code !== 0) throw new PictureRefused("it takes more time or memory than a picture may");
    return v.parse(EncoderReport, JSON.parse(said));
  }

  return {
    spool: () => openSpool(folder),

    async make(picture, form) {
      if (count >= waiting) throw new PicturesBusy("too many pictures wait");
      count += 1;
      const turn = last.then(() => encoded(picture, form));
      last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        count -= 1;
      }
    },
  };
}
