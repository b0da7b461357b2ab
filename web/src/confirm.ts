// Keys for confirming a report: j and k walk the items (worklist.ts), a accepts, r rejects, c corrects, Enter shows the
// words in the text. The place in the list outlives the answer of the server.

const TYPING = "input, textarea, select, [contenteditable]";
const PLACE = "report-place";

/** Walks the items of a report and keeps the text beside them in step. */
export function confirmReports(): void {
  const page = document.querySelector<HTMLElement>(".bh-confirm");
  if (!page) return;
  const rows = [...page.querySelectorAll<HTMLElement>("[data-row]")];
  const here = (): HTMLElement | undefined => rows.find((row) => row.getAttribute("aria-current") === "true");

  const follow = (row: HTMLElement): void => {
    page.querySelectorAll(".bh-mark--here").forEach((mark) => mark.classList.remove("bh-mark--here"));
    const target = document.getElementById(row.dataset["mark"] ?? "");
    const text = page.querySelector<HTMLElement>(".bh-confirm__text");
    if (!target || !text) return;
    const mark = target.nextElementSibling;
    let word: Element | null = mark;
    while (word && !word.classList.contains("bh-mark")) word = word.nextElementSibling;
    word?.classList.add("bh-mark--here");
    const top = target.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += top - text.clientHeight / 3;
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      const row = change.target as HTMLElement;
      if (row.getAttribute("aria-current") === "true") follow(row);
    }
  }).observe(page, { attributes: true, subtree: true, attributeFilter: ["aria-current"] });

  const keep = (row: HTMLElement): void => sessionStorage.setItem(PLACE, `${location.pathname} ${rows.indexOf(row)}`);
  page.addEventListener("submit", () => {
    const row = here();
    if (row) keep(row);
  });

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement | null;
    const box = target instanceof HTMLInputElement && target.type === "checkbox";
    if (event.ctrlKey || event.altKey || event.metaKey || (!box && target?.closest(TYPING))) return;
    const deed = { a: "accept", r: "reject", c: "correct" }[event.key];
    const row = here();
    if (!deed || !row) return;
    row.querySelector<HTMLElement>(`[data-do="${deed}"]`)?.click();
    event.preventDefault();
  });

  const [path, place] = (sessionStorage.getItem(PLACE) ?? "").split(" ");
  sessionStorage.removeItem(PLACE);
  const row = path === location.pathname ? rows[Math.min(Number(place), rows.length - 1)] : undefined;
  if (row) document.dispatchEvent(new CustomEvent("bh-worklist-go", { detail: rows.indexOf(row) }));
}
