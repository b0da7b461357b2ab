// What is typed between two questions is kept too: the form, without its files, is sent to the address in `data-draft`
// after a pause, and when one leaves the page. The key stands in a cookie that no script can read.

const PAUSE_MS = 2500;

/** Keeps every form that says where. */
export function keepDrafts(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-draft]")) {
    const form = place.closest("form");
    const address = place.dataset["draft"];
    if (!form || !address) continue;
    // The first question gets an address of its own, so that the back button leads to what was answered there.
    const step = form.querySelector<HTMLInputElement>("input[name=step]")?.value;
    if (step && location.pathname === form.getAttribute("action") && location.search === "") history.replaceState(null, "", `?at=${step}`);
    let waiting: number | undefined;
    let changed = false;
    const typed = (): URLSearchParams => {
      const pairs = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") pairs.append(name, value);
      return pairs;
    };
    const send = (): void => {
      window.clearTimeout(waiting);
      if (!changed) return;
      changed = false;
      void fetch(address, { method: "POST", body: typed(), keepalive: true }).catch(() => undefined);
    };
    form.addEventListener("input", () => {
      changed = true;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(send, PAUSE_MS);
    });
    // A form that is being sent must not be kept again behind its own back: the matter may be filed by then.
    form.addEventListener("submit", () => {
      changed = false;
      window.clearTimeout(waiting);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") send();
    });
  }
}

type Kept = { form: string; pairs: [string, string][]; left: string; restore: string; forget: string };

const DESK = "/desk/draft";
const PASSING = new Set(["csrf", "once", "seen", "task", "version"]);

/** Puts what was kept back into a form; what the page says of itself (case, version, session) stays the page's. */
function refill(form: HTMLFormElement, pairs: [string, string][]): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    if (PASSING.has(field.name) || field.type === "file" || field.type === "submit" || field.type === "hidden") continue;
    const kept = values.get(field.name);
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) field.checked = kept?.includes(field.value) ?? false;
    else if (kept && kept.length > 0) field.value = kept.shift() ?? "";
  }
  form.closest("details")?.setAttribute("open", "");
  form.scrollIntoView({ block: "nearest" });
}

function link(text: string, does: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bh-link-button";
  button.textContent = text;
  button.addEventListener("click", does);
  return button;
}

function offer(kept: Kept, form: HTMLFormElement, forget: () => void): void {
  const bar = document.createElement("div");
  bar.className = "bh-draft-bar";
  bar.setAttribute("role", "status");
  const gone = (): void => bar.remove();
  bar.append(kept.left, " ", link(kept.restore, () => (refill(form, kept.pairs), gone())), " ", link(kept.forget, () => (forget(), gone())));
  document.getElementById("main")?.prepend(bar);
}

/** At the desk: what an officer types into a form of this page is kept for that officer, and offered when the page opens again. */
export async function keepOfficersDrafts(): Promise<void> {
  const token = document.querySelector<HTMLInputElement>("main input[name=csrf]")?.value;
  const ours = (form: HTMLFormElement): boolean => form.method === "post" && form.querySelector("textarea") !== null;
  const forms = [...document.querySelectorAll<HTMLFormElement>("main form[action^='/desk/']")].filter(ours);
  if (!token || forms.length === 0 || !(location.pathname === "/desk/intake" || location.pathname.startsWith("/desk/cases/"))) return;
  const page = location.pathname;
  const post = (pairs: [string, string][]): void => {
    const body = new URLSearchParams([["csrf", token], ["page", page], ...pairs]);
    void fetch(DESK, { method: "POST", body, keepalive: true }).catch(() => undefined);
  };
  const forget = (): void => post([["go", "forget"]]);
  for (const form of forms) {
    let waiting: number | undefined;
    form.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => {
        const typed: [string, string][] = [];
        for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "csrf") typed.push([name, value]);
        post([["form", new URL(form.action).pathname], ...typed]);
      }, PAUSE_MS);
    });
    form.addEventListener("submit", () => {
      window.clearTimeout(waiting);
      forget();
    });
  }
  const answer = await fetch(`${DESK}?page=${encodeURIComponent(page)}`).catch(() => null);
  if (answer?.status !== 200) return;
  const kept = (await answer.json()) as Kept;
  const form = forms.find((form) => new URL(form.action).pathname === kept.form);
  // What was refused stands on the page again already; what is not open any more cannot be put back.
  if (form && document.querySelector(".govuk-error-summary") === null) offer(kept, form, forget);
}
