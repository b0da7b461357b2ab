// What is known about what is being typed, shown while one types: the page's own form is sent to the address in
// `data-help`, without its files, and the answer is a piece of the page. Without script a button asks for the same.

const PAUSE_MS = 700;
const FEWEST_CHARACTERS = 4;

/** Keeps every `[data-help]` fresh while its form is filled in. Telephone numbers ask for nothing: a look is a deed. */
export function helpWhileTyping(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-help]")) {
    const form = place.closest("form");
    const address = place.dataset["help"];
    if (form && address) keep(form, place, address);
  }
}

function keep(form: HTMLFormElement, place: HTMLElement, address: string): void {
  let waiting: number | undefined;
  let asked = 0;
  const ask = async (): Promise<void> => {
    const turn = ++asked;
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") typed.append(name, value);
    const answer = await fetch(address, { method: "POST", body: typed, redirect: "error" }).catch(() => null);
    // Somebody who types on has asked again meanwhile; only the last answer is shown.
    if (answer?.ok && turn === asked) place.innerHTML = await answer.text();
  };
  form.addEventListener("input", (event) => {
    const field = event.target;
    const told = field instanceof HTMLTextAreaElement ? field.value.trim().length >= FEWEST_CHARACTERS : field instanceof HTMLSelectElement;
    if (!told) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), PAUSE_MS);
  });
}
