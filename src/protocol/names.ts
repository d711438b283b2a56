/** How names of people are compared. Both sides import this. */

const VARIATION = /[\ufe0e\ufe0f]/g;

/**
 * The text in a form in which two spellings of one name are equal: composed or not (NFC, NFD), full-width or
 * not, in capitals or not, an emoji with or without its variation selector. Letters stand before their marks,
 * so that what begins a name also begins its folded form.
 */
export function folded(text: string): string {
  const compatible = text.normalize("NFKD").toUpperCase().normalize("NFKD");
  return compatible.replace(VARIATION, "");
}
