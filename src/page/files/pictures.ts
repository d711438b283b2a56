/** Pictures as this browser reads them: their measures, a small preview, and another encoding of them. */

/** Pixels of a side at most, as the server makes them, and of a preview. */
const LARGEST = 2560;
const PREVIEW = 320;
/** Pixels of the longer side of a drawing that names no size, or a small one. */
const DRAWN = 1024;

export interface ShownPicture {
  image: HTMLImageElement;
  width: number;
  height: number;
}

/** The picture in a file. Rejects if the browser cannot read it. */
export async function openPicture(file: Blob, isDrawing: boolean): Promise<ShownPicture> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { naturalWidth, naturalHeight } = image;
    const [w, h] = [naturalWidth || DRAWN, naturalHeight || DRAWN];
    const scale = isDrawing ? Math.max(1, DRAWN / Math.max(w, h)) : 1;
    return { image, width: Math.round(w * scale), height: Math.round(h * scale) };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A small picture, as an address. Throws where the browser lets nobody read what it has drawn. */
export const previewOf = (picture: ShownPicture): string =>
  drawn(picture, PREVIEW, "#fff").toDataURL("image/jpeg", 0.75);

/** The picture re-encoded, with nothing but what one sees. Rejects if the browser cannot do it. */
export async function encodedAnew(picture: ShownPicture, isOpaque: boolean) {
  const canvas = drawn(picture, LARGEST, isOpaque ? "#fff" : undefined);
  const bytes = await encoded(canvas, isOpaque ? "image/jpeg" : "image/webp");
  // A browser that writes no WebP has written a PNG, which for a photo is many times larger than a JPEG.
  const isLarge = !isOpaque && bytes.type === "image/png" && isSolid(canvas);
  return {
    bytes: isLarge ? await encoded(canvas, "image/jpeg") : bytes,
    width: canvas.width,
    height: canvas.height,
  };
}

async function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  const { promise, resolve } = Promise.withResolvers<Blob | null>();
  canvas.toBlob(resolve, type, 0.9);
  const bytes = await promise;
  if (!bytes) throw new Error("the browser cannot encode this picture");
  return bytes;
}

/** Whether nothing shows through. */
function isSolid(canvas: HTMLCanvasElement): boolean {
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels?.every((value, n) => n % 4 < 3 || value === 255) ?? false;
}

function drawn({ image, width, height }: ShownPicture, most: number, ground: string | undefined) {
  const scale = Math.min(1, most / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("the browser draws nothing");
  if (ground !== undefined) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
