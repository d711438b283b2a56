/** What a name or a title must not do to a terminal: move its cursor, or turn the direction of the line. */
const UNFIT_FOR_TERMINAL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/gu;

/** A text that somebody else wrote, without what does something to a terminal. */
export const shown = (text: string): string => text.replace(UNFIT_FOR_TERMINAL, "");
