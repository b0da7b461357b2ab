// Sends what waits, through the same API as everybody: pictures first, then the matter, each with its key, so that a
// repetition after a lost answer is known for what it is. Run by the page and by its worker, never by both at once.
import { all, keep, type Item, type Picture } from "./queue";

/** How a round of sending ended. */
export type Round = "done" | "no-signal" | "signed-out" | "later";

/** The server keeps a key for a day, and a picture that no case has taken; both are counted on for less. */
const KEY_MS = 20 * 3_600_000;
const PICTURE_MS = 12 * 3_600_000;
/** Longer than this no answer is waited for: the next round asks again. */
const PATIENCE_MS = 90_000;

/** What a case says when somebody acted first. */
const CONFLICTS = ["not-open", "stale", "ambiguous-task", "not-yours", "linked", "unknown-action", "not-found"];

interface Answer {
  status: number;
  said: Record<string, unknown>;
}

class NoSignal extends Error {}

/** Sends what one officer has waiting; nothing of anybody else. Pages and worker take turns. */
export async function sendAll(): Promise<Round> {
  return navigator.locks.request("patrol-send", () => sendNow());
}

async function sendNow(): Promise<Round> {
  try {
    const me = await whoAmI();
    if (!me) return "signed-out";
    for (const item of await all()) {
      if (item.user !== me.user || (item.state !== "waiting" && item.state !== "sending")) continue;
      const round = await sendOne(item, new Road(me.proof, item.language));
      if (round !== "done") return round;
    }
    return "done";
  } catch (error) {
    if (error instanceof NoSignal) return "no-signal";
    throw error;
  }
}

/** The officer of this browser's session and the proof that requests of this page bring; none without a session. */
export async function whoAmI(): Promise<{ user: string; proof: string } | undefined> {
  const answer = await reach("/api/v1/me", { cache: "no-store" });
  if (answer.status === 401) return undefined;
  const { user, proof } = answer.said;
  return typeof user === "string" && typeof proof === "string" ? { user, proof } : undefined;
}

async function reach(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), ...init });
  } catch {
    throw new NoSignal();
  }
  try {
    return { status: response.status, said: (await response.json()) as Record<string, unknown> };
  } catch {
    // An answer that breaks off is no answer; one that is no JSON is somebody else's, such as a hotel's sign-in page.
    throw new NoSignal();
  }
}

/** The way to the server for one round. */
class Road {
  constructor(
    readonly proof: string,
    readonly language: string,
  ) {}

  send(path: string, body: BodyInit, more: Record<string, string> = {}): Promise<Answer> {
    const headers = { "X-CSRF-Token": this.proof, "Accept-Language": this.language, ...more };
    return reach(path, { method: "POST", body, headers });
  }
}

async function sendOne(item: Item, road: Road): Promise<Round> {
  const now = Date.now();
  if (item.kind === "file" && item.first !== undefined && now - item.first > KEY_MS) {
    await keep({ ...item, state: "uncertain" });
    return "done";
  }
  item = { ...item, state: "sending", tries: item.tries + 1 };
  await keep(item);
  try {
    for (const picture of item.pictures) {
      const answer = await sendPicture(picture, road);
      if (answer) return await settle(item, answer);
      await keep(item);
    }
    item.body ??= body(item);
    item.first ??= now;
    await keep(item);
    const more: Record<string, string> = { "Content-Type": "application/json", "Idempotency-Key": item.key };
    if (item.seen) more["If-Match"] = `"${item.seen}"`;
    return await settle(item, await road.send(item.path, item.body, more));
  } catch (error) {
    await keep({ ...item, state: "waiting" });
    throw error;
  }
}

/** Nothing where the picture was taken in, else the answer that says why not. */
async function sendPicture(picture: Picture, road: Road): Promise<Answer | undefined> {
  if (picture.id && Date.now() - (picture.sent ?? 0) < PICTURE_MS) return undefined;
  const form = new FormData();
  form.append("file", picture.content, picture.name);
  const answer = await road.send("/api/v1/files", form);
  if (answer.status !== 201) return answer;
  picture.id = String(answer.said["id"]);
  picture.sent = Date.now();
  return undefined;
}

/** The values with the pictures' ids, as they are sent now and at every repetition. */
function body(item: Item): string {
  const values: Record<string, unknown> = { ...item.values };
  for (const picture of item.pictures) values[picture.field] = [...((values[picture.field] as string[] | undefined) ?? []), picture.id];
  return JSON.stringify(item.kind === "file" ? { type: item.type, form: values, channel: "patrol" } : values);
}

async function settle(item: Item, { status, said }: Answer): Promise<Round> {
  const code = String(said["code"] ?? "");
  if (status >= 200 && status < 300) {
    await keep(received(item, said));
    return "done";
  }
  if (status === 401) {
    await keep({ ...item, state: "waiting" });
    return "signed-out";
  }
  if (status === 429 || status >= 500 || code === "in-flight") {
    await keep({ ...item, state: "waiting" });
    return "later";
  }
  const faults = Array.isArray(said["errors"]) ? said["errors"].map((fault: Record<string, unknown>) => String(fault["detail"] ?? "")) : [];
  const told = { code, detail: String(said["detail"] ?? ""), faults };
  const state = item.kind === "act" && CONFLICTS.includes(code) ? "conflict" : "refused";
  await keep({ ...item, state, told });
  return "done";
}

/** Its number, and nothing of what was written or seen. */
function received(item: Item, said: Record<string, unknown>): Item {
  const receipt = (said["receipt"] ?? {}) as Record<string, unknown>;
  const number = String(said["number"] ?? item.number);
  const code = String(receipt["code"] ?? "");
  const { key, user, language, kind, made, title, path, type, action, task, tries } = item;
  return { key, user, language, kind, made, title, path, type, number, action, task, seen: "", values: {}, typed: [], pictures: [], state: "received", tries, received: { number, code, at: Date.now() } };
}
