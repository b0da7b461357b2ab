// Signing out takes what the patrol pages kept off this phone, after a question where something has not been sent.

/** Guards every form that signs out; small, because it is on every page. */
export function leaveNothingBehind(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-leaves]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["clean"]) return;
      event.preventDefault();
      void leave(form);
    });
  }
}

async function leave(form: HTMLFormElement): Promise<void> {
  const stays = await clean(form.dataset["leaves"] ?? "", form.dataset["unsent"] ?? "").catch(() => false);
  if (stays) return;
  form.dataset["clean"] = "yes";
  form.requestSubmit();
}

/** Whether the officer would rather stay. */
async function clean(user: string, question: string): Promise<boolean> {
  const known = await indexedDB.databases();
  if (known.some(({ name }) => name === "patrol")) {
    const { all, isUnsent, wipe } = await import("./queue");
    const unsent = (await all()).filter((item) => item.user === user && isUnsent(item)).length;
    if (unsent > 0 && !window.confirm(question.replace("%n%", String(unsent)))) return true;
    await wipe(user);
  }
  await caches.delete("patrol-pages");
  return false;
}
