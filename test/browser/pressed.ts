/** Where a person would click. */

/** A text as one sees it: without the marks that keep a name's direction to the name. */
export const visible = (text: string): string => `${text}.replace(/[\\u2066-\\u2069]/g, "")`;

/** A promise, in the page, of the place of the visible button or link that has this name, once it stands still. */
export const placeOf = (name: string): string => `(async (one) => {
  // Only as far as a person has to.
  one?.scrollIntoView({ block: "nearest" });
  const place = () => {
    // The middle of a link of two lines is between them.
    const { x, y, width, height } = one.getClientRects()[0];
    return [x + width / 2, y + height / 2];
  };
  const before = one && place();
  await new Promise(requestAnimationFrame);
  return one && String(place()) === String(before) && before;
})((() => {
  const wanted = ${JSON.stringify(name)};
  const nameOf = (one) => ${visible('(one.getAttribute("aria-label") ?? one.innerText)')}.trim();
  const all = [...document.querySelectorAll("button, a")].filter((one) => one.checkVisibility());
  return all.findLast((one) => nameOf(one) === wanted) ??
    all.findLast((one) => nameOf(one).includes(wanted));
})())`;
