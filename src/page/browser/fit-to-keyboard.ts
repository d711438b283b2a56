/**
 * Makes the page as high as its visible part. Most browsers do so by themselves when the keyboard opens; on iOS only
 * the visual viewport gets smaller, and the keyboard would cover the box.
 */
export function fitToKeyboard(): void {
  const { visualViewport: view } = globalThis;
  const fit = () => {
    if (!view) return;
    // Zooming in with two fingers must not shrink the page.
    const height = Math.round(view.height * view.scale);
    const isCovered = height < innerHeight - 1;
    document.documentElement.style.setProperty("--height", isCovered ? `${height}px` : "100dvh");
    if (isCovered) scrollTo(0, 0);
  };
  view?.addEventListener("resize", fit);
}
