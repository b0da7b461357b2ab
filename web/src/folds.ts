// What is folded so that a phone shows little first is unfolded where there is room. Without script it stays folded.

/** Opens every `details.bh-fold` on a screen at least as wide as a tablet's. */
export function openFolds(): void {
  if (!window.matchMedia("(min-width: 40.0625em)").matches) return;
  for (const fold of document.querySelectorAll<HTMLDetailsElement>("details.bh-fold")) fold.open = true;
}
