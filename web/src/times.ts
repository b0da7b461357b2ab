// Times on a page grow old while it is open: this retells `<time data-relative>` every minute, in the page's language.

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Says how far `instant` is from `now`, as "3 小时前" or "in 2 days". */
export function relative(instant: Date, now: Date, language: string): string {
  const seconds = Math.round((instant.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(Math.sign(seconds) * 0, "minute");
}

/**
 * Keeps every relative time fresh. The page's own clock is in `data-now` of the root element, because a demo's clock
 * may stand on another day than the reader's machine.
 */
export function followTimes(): void {
  const times = document.querySelectorAll<HTMLTimeElement>("time[data-relative][datetime]");
  if (times.length === 0) return;
  const told = document.documentElement.dataset["now"];
  const shift = told ? new Date(told).getTime() - Date.now() : 0;
  const tell = (): void => {
    const now = new Date(Date.now() + shift);
    for (const time of times) {
      const instant = new Date(time.dateTime);
      if (!Number.isNaN(instant.getTime())) time.textContent = relative(instant, now, document.documentElement.lang);
    }
  };
  tell();
  setInterval(tell, 60_000);
}
