/** Sizes and kinds of files, as people read them. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes as a person of the locale writes them: `2.4 MB`. */
export function sizeText(bytes: number, locale: string): string {
  let [size, at] = [bytes, 0];
  while (size >= 1000 && at < UNITS.length - 1) [size, at] = [size / 1000, at + 1];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[at] ?? "byte",
    unitDisplay: at === 0 ? "long" : "short",
    maximumFractionDigits: size < 10 && at > 0 ? 1 : 0,
  }).format(size);
}

/** The kind of a file by its name: `PDF`; of one without an ending, by its type. */
export function kindText({ name, type }: { name: string; type: string }): string {
  const [, ending] = /\.(\w{1,8})$/u.exec(name) ?? [];
  return (ending ?? type.replace(/^.*[/.+-]/, "")).toUpperCase();
}
