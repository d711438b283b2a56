/** The middle of a picture, as a square: as a person's picture, or the server's icon, is uploaded. */
import { openPicture } from "../files/pictures";

/** What it becomes: pixels of a side, as the server makes them, and a media type. */
export interface SquareForm {
  side: number;
  type: "image/webp" | "image/png";
}

/** Rejects if the browser cannot read the picture. */
export async function squareOf(file: File, { side, type }: SquareForm): Promise<Blob> {
  const { image, width, height } = await openPicture(file, file.type === "image/svg+xml");
  const cut = Math.min(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(side, cut);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("the browser draws nothing");
  const scale = canvas.width / cut;
  const [w, h] = [width * scale, height * scale];
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, (canvas.width - w) / 2, (canvas.height - h) / 2, w, h);
  const { promise, resolve } = Promise.withResolvers<Blob | null>();
  canvas.toBlob(resolve, type, 0.9);
  const bytes = await promise;
  if (!bytes) throw new Error("the browser cannot encode this picture");
  return bytes;
}
