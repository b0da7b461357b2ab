// The keys of the desk beside those that walk a list: a acts, / searches, n takes a call, ? tells the keys; and whatever
// says `aria-keyshortcuts`. Each does what a link or a button does.

const TYPING = "input, textarea, select, [contenteditable]";

/** Listens on pages that tell their keys. */
export function listenForKeys(): void {
  const help = document.getElementById("keys");
  focusFirst();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey) return shortcut(event);
    const target = event.target as HTMLElement | null;
    const box = target instanceof HTMLInputElement && target.type === "checkbox";
    if (!help || event.metaKey || event.isComposing || (!box && target?.closest(TYPING))) return;
    if (press(event.key, help)) event.preventDefault();
  });
}

/** A call is taken from the first field on. */
function focusFirst(): void {
  const form = document.querySelector(".bh-intake");
  if (!form || document.querySelector(".govuk-error-summary") || document.activeElement !== document.body) {
    document.querySelector<HTMLElement>("[data-next]")?.focus();
    return;
  }
  form.querySelector<HTMLElement>("textarea")?.focus({ preventScroll: true });
}

function shortcut(event: KeyboardEvent): void {
  const name = [event.ctrlKey ? "Control" : "", event.altKey ? "Alt" : "", event.key].filter(Boolean).join("+");
  const controls = [...document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")];
  const control = controls.find((one) => one.getAttribute("aria-keyshortcuts") === name);
  if (!control || event.isComposing) return;
  event.preventDefault();
  control.click();
}

function press(key: string, help: HTMLElement): boolean {
  if (key === "?") return tell(help);
  if (key === "/") return reach("#filter-q");
  if (key === "n") return follow("a[href='/desk/intake']");
  if (key === "a" && !document.querySelector(".bh-confirm")) return act();
  return false;
}

function tell(help: HTMLElement): boolean {
  if (!(help instanceof HTMLDetailsElement)) return false;
  help.open = !help.open;
  help.querySelector("summary")?.focus();
  return true;
}

/** In a list: the step for all that is ticked, the row at hand if nothing is. On a case: the first step's form. */
function act(): boolean {
  const several = document.querySelector<HTMLElement>(".bh-at-once");
  if (!several) return reach(".bh-actions summary, .bh-actions button");
  const form = several.closest("form");
  const ticked = form?.querySelector("input[name=task]:checked");
  if (!ticked) form?.querySelector<HTMLInputElement>("tr[aria-current=true] input[name=task]")?.click();
  const steps = several.querySelectorAll<HTMLElement>("button");
  if (steps.length === 1 && form?.querySelector("input[name=task]:checked")) steps[0]?.click();
  else steps[0]?.focus();
  return true;
}

function reach(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.focus();
  found?.scrollIntoView({ block: "nearest" });
  return found !== null;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(selector);
  link?.click();
  return link !== null;
}
