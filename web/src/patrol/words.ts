// The words of the patrol pages: the server writes them, in the reader's language, into `data-…` of one element.

/** The sentence of a key, with its gaps filled. */
export function say(key: string, gaps: Record<string, string | number> = {}): string {
  const words = document.getElementById("patrol")?.dataset[key] ?? "";
  return Object.entries(gaps).reduce((text, [name, value]) => text.replace(`%${name}%`, String(value)), words);
}

/** An hour for reading; with its day where that is not today. */
export function hour(at: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const how: Intl.DateTimeFormatOptions = today ? { hour: "2-digit", minute: "2-digit" } : { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return date.toLocaleString(document.documentElement.lang, { ...how, hour12: false });
}
