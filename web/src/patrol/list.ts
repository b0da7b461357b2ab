// The list of what waits, as its officer sees it: each item with its state in words, and what can be done about it.
import { all, drop, isUnsent, keep, type Item } from "./queue";
import { hour, say } from "./words";

export interface Doing {
  /** Sends at once. */
  send(): void;
  /** Opens the form again with what was typed; false where this page has no such form. */
  again(item: Item): boolean;
}

interface Now {
  version: number;
  stage: string;
  actions: { id: string; task: string | null }[];
}

/** What the list shows now: it is drawn anew only where that has changed. */
let drawn = "";

/** Draws the list of one officer; `signal` is whether the server was reached last. */
export async function draw(user: string, signal: boolean, doing: Doing): Promise<void> {
  const section = document.getElementById("patrol-queue");
  const list = section?.querySelector("ul");
  if (!section || !list) return;
  const items = await all();
  const mine = items.filter((item) => item.user === user);
  const others = items.filter((item) => item.user !== user && isUnsent(item)).length;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-patrol=act]")) note(form, mine);
  const shown = JSON.stringify([signal, others, mine.map(({ key, state, told }) => [key, state, told])]);
  if (shown === drawn) return;
  drawn = shown;
  const cards = await Promise.all(mine.map((item) => card(item, signal, doing)));
  if (others > 0) cards.push(sealed(others));
  // Somebody else's news came while a case was asked for: the later list stands.
  if (drawn !== shown) return;
  list.replaceChildren(...cards);
  section.hidden = cards.length === 0;
}

function sealed(count: number): HTMLLIElement {
  const line = document.createElement("li");
  line.className = "bh-queue__item";
  line.textContent = say("sealed", { n: count });
  return line;
}

/** A task on the route whose act is on its way says so, and offers its form no second time. */
function note(form: HTMLFormElement, mine: Item[]): void {
  const under = mine.find((item) => item.kind === "act" && item.number === form.dataset["number"] && ["waiting", "sending", "uncertain"].includes(item.state) && item.action !== "comment");
  const stop = form.closest<HTMLElement>(".bh-stop");
  const told = stop?.querySelector<HTMLElement>(".bh-stop__note");
  if (!stop || !told) return;
  told.replaceChildren(...(under ? numbered(say("noted", { what: under.title }), under.number) : []));
  stop.classList.toggle("bh-stop--noted", under !== undefined);
}

async function card(item: Item, signal: boolean, doing: Doing): Promise<HTMLLIElement> {
  const line = document.createElement("li");
  line.className = `bh-queue__item bh-queue__item--${item.state}`;
  line.dataset["state"] = item.state;
  const head = line.appendChild(document.createElement("p"));
  head.className = "govuk-body bh-queue__head";
  const state = head.appendChild(document.createElement("strong"));
  state.className = `govuk-tag bh-queue__state`;
  state.textContent = say(item.state);
  head.append(" ", ...numbered(item.title, item.number));
  const when = document.createElement("p");
  when.className = "govuk-body-s bh-muted";
  when.textContent = say("madeAt", { at: hour(item.made) }) + (item.pictures.length > 0 ? ` · ${say("withPictures", { n: item.pictures.length })}` : "");
  line.append(when);
  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group";
  if (item.received) tellReceived(line, item);
  if (item.told) tellWhy(line, item);
  await ways(item, signal, doing, line, buttons);
  if (buttons.childElementCount > 0) line.append(buttons);
  return line;
}

/** A number is read out on the telephone: it stands in one line, check character and all. */
function numbered(words: string, number: string): (string | HTMLElement)[] {
  const [before, after] = number ? words.split(number, 2) : [words];
  if (after === undefined) return [words];
  const kept = document.createElement("span");
  kept.className = "bh-number";
  kept.textContent = number;
  return [before ?? "", kept, after];
}

function text(line: HTMLElement, words: string, kind = "govuk-body"): void {
  if (!words) return;
  const passage = line.appendChild(document.createElement("p"));
  passage.className = kind;
  passage.textContent = words;
}

function tellReceived(line: HTMLElement, { received, kind }: Item): void {
  if (!received) return;
  text(line, say("number", { number: received.number }), "govuk-body bh-number");
  if (kind === "file" && received.code) text(line, say("code", { code: received.code }), "govuk-body bh-number");
}

/** Why not, and what was typed: nothing that was written in the rain is lost without a word. */
function tellWhy(line: HTMLElement, { told, typed }: Item): void {
  text(line, told?.detail ?? "");
  for (const fault of told?.faults ?? []) text(line, fault, "govuk-error-message");
  const said = typed.filter(([, value]) => value.length > 1).map(([, value]) => value);
  if (said.length > 0) text(line, `${say("youTyped")} ${said.join("；")}`, "govuk-inset-text");
}

async function ways(item: Item, signal: boolean, doing: Doing, line: HTMLElement, buttons: HTMLElement): Promise<void> {
  const add = (words: string, act: () => Promise<void> | void, secondary = true): void => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `govuk-button${secondary ? " govuk-button--secondary" : ""}`;
    button.textContent = words;
    button.addEventListener("click", () => void act());
    buttons.append(button);
  };
  const sure = (words: string): boolean => window.confirm(words);
  const away = (): void => add(say("drop"), async () => void (sure(say("sureDrop", { what: item.title })) && (await drop(item.key))));
  switch (item.state) {
    case "received":
      return add(say("fold"), () => drop(item.key));
    case "refused":
      add(say("mend"), () => void (doing.again(item) || text(line, say("noForm"))), false);
      return away();
    case "uncertain":
      text(line, say("uncertainAbout"));
      add(say("sendAgain"), () => renewed(item, {}, doing));
      return away();
    case "conflict":
      await conflict(item, signal, doing, line, add);
      return away();
    case "waiting":
      return away();
  }
}

type Add = (words: string, act: () => Promise<void> | void, secondary?: boolean) => void;

/** What the case is now decides what can be done: the same act on it as it stands, a comment, or nothing. */
async function conflict(item: Item, signal: boolean, doing: Doing, line: HTMLElement, add: Add): Promise<void> {
  const now = signal ? await asItStands(item.number) : undefined;
  if (!now) return text(line, say(signal ? "gone" : "askLater"));
  text(line, say("nowAt", { stage: now.stage }));
  const open = now.actions.filter((action) => action.id === item.action);
  const [same] = open;
  if (same && open.length === 1) {
    const task = same.task ?? "";
    add(say("apply"), () => renewed(item, { seen: String(now.version), task, path: address(item.number, item.action, task) }, doing), false);
  }
  const comment = now.actions.find((action) => action.id === "comment");
  if (!comment) return;
  const said = item.typed.map(([, value]) => value).filter((value) => value.length > 1);
  const values = { text: [say("commentFrom", { what: item.title, at: hour(item.made) }), ...said].join("\n") };
  const path = address(item.number, "comment", comment.task ?? "");
  add(say("comment"), () => renewed(item, { action: "comment", task: "", seen: "", path, values, pictures: [], title: `${say("commentTitle")} · ${item.title}` }, doing));
}

/** Where an act on a case is sent. */
export function address(number: string, action: string, task: string): string {
  const path = `/api/v1/cases/${encodeURIComponent(number)}/actions/${encodeURIComponent(action)}`;
  return task ? `${path}?task=${encodeURIComponent(task)}` : path;
}

/** The same item once more, as a new one to the server. */
async function renewed(item: Item, change: Partial<Item>, doing: Doing): Promise<void> {
  const { told: _told, body: _body, first: _first, ...rest } = item;
  await keep({ ...rest, ...change, key: crypto.randomUUID(), state: "waiting", tries: 0 });
  await drop(item.key);
  doing.send();
}

async function asItStands(number: string): Promise<Now | undefined> {
  try {
    const response = await fetch(`/api/v1/cases/${encodeURIComponent(number)}`, { headers: { "Accept-Language": document.documentElement.lang }, cache: "no-store" });
    if (!response.ok) return undefined;
    const { version, stages, actions, status } = (await response.json()) as { version: number; stages: { title: string }[]; actions: { id: string; task: string | null }[]; status: string };
    const stage = stages.map(({ title }) => title).join("、") || say(status === "closed" ? "closed" : "nowhereNow");
    return { version, stage, actions };
  } catch {
    return undefined;
  }
}
