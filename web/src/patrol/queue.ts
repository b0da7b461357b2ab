// What waits on this phone to be sent, in IndexedDB: it outlives the page, the session and an update. Each item belongs to
// the officer who made it and is shown to and sent for nobody else. What has been received keeps its number and no more.

/** `uncertain`: sent more than a day ago without an answer, so the server would no longer know it again. */
export type State = "waiting" | "sending" | "received" | "conflict" | "refused" | "uncertain";

export interface Picture {
  /** The field that it was chosen for. */
  field: string;
  name: string;
  content: Blob;
  /** The id that the server gave, and when. */
  id?: string;
  sent?: number;
}

export interface Item {
  /** The idempotency key. */
  key: string;
  user: string;
  /** In which language refusals are told. */
  language: string;
  kind: "file" | "act";
  /** Milliseconds since 1970. */
  made: number;
  /** What it is, in the words of the page that it was made on. */
  title: string;
  /** Where it is sent. */
  path: string;
  /** A filing's own; empty for an act. */
  type: string;
  /** The number of the case of an act, its action, its task and the version that was looked at. */
  number: string;
  action: string;
  task: string;
  seen: string;
  /** The values, as the API takes them, without pictures. */
  values: Record<string, unknown>;
  /** What was typed, field by field, to be shown and to be typed no second time. */
  typed: [name: string, value: string][];
  pictures: Picture[];
  state: State;
  tries: number;
  /** When it was first sent, and the body that was sent then: a repetition is word for word the same. */
  first?: number;
  body?: string;
  /** What the server said. */
  told?: { code: string; detail: string; faults: string[] };
  received?: { number: string; code: string; at: number };
}

const NAME = "patrol";
const ITEMS = "items";

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(ITEMS, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

/** One transaction; done when it is durable. */
async function run<T>(mode: IDBTransactionMode, work: (items: IDBObjectStore) => IDBRequest<T> | undefined): Promise<T | undefined> {
  const base = await open();
  try {
    return await new Promise<T | undefined>((done, fail) => {
      const transaction = base.transaction(ITEMS, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(ITEMS));
      transaction.oncomplete = () => done(asked?.result);
      transaction.onabort = transaction.onerror = () => fail(transaction.error ?? asked?.error);
    });
  } finally {
    base.close();
  }
}

/** Everything on this phone, oldest first. */
export async function all(): Promise<Item[]> {
  const items = (await run<Item[]>("readonly", (store) => store.getAll())) ?? [];
  return items.sort((a, b) => a.made - b.made);
}

/** Keeps an item. Rejects with `QuotaExceededError` where the phone has no room. */
export async function keep(item: Item): Promise<void> {
  await run("readwrite", (store) => store.put(item));
  tell();
}

export async function drop(key: string): Promise<void> {
  await run("readwrite", (store) => store.delete(key));
  tell();
}

/** Not yet received, and so lost if it were wiped. */
export const isUnsent = (item: Item): boolean => item.state !== "received";

/** Takes everything of an officer off this phone. */
export async function wipe(user: string): Promise<void> {
  for (const item of await all()) if (item.user === user) await drop(item.key);
}

/** Pages and the worker tell one another that something changed. */
export const NEWS = "patrol-news";

function tell(): void {
  const channel = new BroadcastChannel(NEWS);
  channel.postMessage("changed");
  channel.close();
}
