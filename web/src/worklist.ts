// Keys for lists that staff work through all day: j and k walk the rows, Enter opens one, x ticks it.

const TYPING = "input, textarea, select, [contenteditable]";

/** Walks the rows of the first `.bh-worklist`: those of its table, or whatever says `data-row`. Keys typed into a field, or with Ctrl, Alt or Meta, are left alone. */
export function walkWorklists(): void {
  const list = document.querySelector<HTMLElement>(".bh-worklist");
  if (!list) return;
  const rows = [...list.querySelectorAll<HTMLElement>("tbody tr, [data-row]")];
  let here = -1;

  const go = (to: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    rows[here]?.removeAttribute("aria-current");
    here = rows.indexOf(row);
    row.setAttribute("aria-current", "true");
    row.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  // Another script may know where the reader was before the page came anew.
  document.addEventListener("bh-worklist-go", (event) => go((event as CustomEvent<number>).detail));

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement | null;
    const box = target instanceof HTMLInputElement && target.type === "checkbox";
    if (event.ctrlKey || event.altKey || event.metaKey || (!box && target?.closest(TYPING))) return;
    if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here - 1);
    else if (event.key === "x") rows[here]?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    else return;
    event.preventDefault();
  });
}
