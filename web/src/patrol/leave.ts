// Signing out takes what the patrol pages kept off this phone, after a question where something has not been sent.

const PAGES = "patrol-pages";
/** Set by the patrol pages: a browser that never saw them signs out without a look. */
const USED = "patrol-used";

/** Guards every form that signs out; small, because it is on every page. */
export function leaveNothingBehind(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-leaves]")) {
    void othersPages(form.dataset["leaves"] ?? "").catch(() => undefined);
    form.addEventListener("submit", (event) => {
      if (form.dataset["clean"] || localStorage.getItem(USED) === null) return;
      event.preventDefault();
      void leave(form);
    });
  }
}

/** The kept pages of whoever used this phone before are not for the officer who is signed in now. */
async function othersPages(user: string): Promise<void> {
  if (!(await caches.has(PAGES))) return;
  const kept = await (await caches.open(PAGES)).match("/desk/patrol");
  if (kept && kept.headers.get("x-patrol-user") !== user) await caches.delete(PAGES);
}

async function leave(form: HTMLFormElement): Promise<void> {
  const stays = await clean(form.dataset["leaves"] ?? "", form.dataset["unsent"] ?? "").catch(() => false);
  if (stays) return;
  form.dataset["clean"] = "yes";
  form.requestSubmit();
}

/** Whether the officer would rather stay. */
async function clean(user: string, question: string): Promise<boolean> {
  const { all, isUnsent, wipe } = await import("./queue");
  const unsent = (await all()).filter((item) => item.user === user && isUnsent(item)).length;
  if (unsent > 0 && !window.confirm(question.replace("%n%", String(unsent)))) return true;
  await wipe(user);
  await caches.delete(PAGES);
  if ((await all()).length === 0) localStorage.removeItem(USED);
  return false;
}
