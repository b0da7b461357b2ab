// Cards of a board dragged onto the column that a step leads to. The step is the one in the card's own menu: its form is
// sent, or its page opened. Without this file, and without a mouse, the menu does the same.

const CARD = ".bh-board__card";

/** Lets the cards of a `[data-board]` that have steps be dragged. */
export function dragCards(): void {
  for (const board of document.querySelectorAll<HTMLElement>("[data-board]")) new Board(board);
}

class Board {
  private held: HTMLElement | null = null;

  constructor(private readonly root: HTMLElement) {
    for (const card of root.querySelectorAll<HTMLElement>(CARD)) {
      if (!card.querySelector("[data-to]")) continue;
      card.draggable = true;
      card.addEventListener("dragstart", (event) => this.take(card, event));
      card.addEventListener("dragend", () => this.letGo());
    }
    for (const column of root.querySelectorAll<HTMLElement>("[data-column]")) {
      column.addEventListener("dragover", (event) => this.over(column, event));
      column.addEventListener("dragleave", () => column.classList.remove("bh-board__column--over"));
      column.addEventListener("drop", (event) => this.drop(column, event));
    }
  }

  private take(card: HTMLElement, event: DragEvent): void {
    this.held = card;
    card.classList.add("bh-board__card--held");
    event.dataTransfer?.setData("text/plain", card.dataset.number ?? "");
  }

  private letGo(): void {
    this.held?.classList.remove("bh-board__card--held");
    this.held = null;
    for (const column of this.root.querySelectorAll(".bh-board__column--over")) column.classList.remove("bh-board__column--over");
  }

  private over(column: HTMLElement, event: DragEvent): void {
    if (!this.held || this.held.closest("[data-column]") === column) return;
    event.preventDefault();
    column.classList.add("bh-board__column--over");
  }

  private drop(column: HTMLElement, event: DragEvent): void {
    const card = this.held;
    if (!card) return;
    event.preventDefault();
    this.letGo();
    const to = column.dataset.column ?? "";
    const leads = (step: HTMLElement): boolean => (step.dataset.to ?? "").split(" ").includes(to);
    const steps = [...card.querySelectorAll<HTMLElement>("[data-to]")].filter(leads);
    const [step] = steps;
    if (step && steps.length === 1) return follow(step);
    // Several steps, or none: the card's own menu says which there are.
    const menu = card.querySelector("details");
    if (menu && steps.length > 1) menu.open = true;
    if (!step) say(card, this.root.dataset.none ?? "");
  }
}

function follow(step: HTMLElement): void {
  const form = step.querySelector("form");
  if (form) form.requestSubmit();
  else step.querySelector("a")?.click();
}

function say(card: HTMLElement, text: string): void {
  card.querySelector(".bh-board__said")?.remove();
  const said = document.createElement("p");
  said.className = "bh-board__said";
  said.setAttribute("role", "status");
  said.textContent = text;
  card.append(said);
}
