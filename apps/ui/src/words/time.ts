import type { Lang, Say } from "./say";

/** A moment as the server wrote it, to the minute in UTC; a day stays a day. */
export function moment(text: string | null | undefined): string {
  if (!text) return "–";
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/.exec(text);
  if (!found) return text;
  const [, day = "", time] = found;
  return time && !(time === "23:59") && !(time === "00:00") ? `${day} ${time} UTC` : day;
}

/** How far a day is away from today, in whole days; negative when it is past. */
export function daysUntil(day: string, now: Date): number {
  const start = (text: string) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Math.round((start(day) - start(now.toISOString())) / 86_400_000);
}

/** A due day in words: overdue, today, in so many days. */
export function due(say: Say, day: string, now: Date): string {
  const days = daysUntil(day, now);
  if (days === 0) return say("state.today");
  return days < 0 ? say("state.days.past", { count: -days }) : say("state.days", { count: days });
}

/** A number as the language groups it. */
export function number(lang: Lang, value: number): string {
  return new Intl.NumberFormat(lang).format(value);
}
