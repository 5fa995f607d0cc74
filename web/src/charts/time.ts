/*
 * Days, weeks and months in UTC, and where the marks of a time axis stand. A week begins on Monday.
 */

export type Step = "day" | "week" | "month";
const DAY = 86_400_000;

/** Milliseconds of an ISO date or moment; NaN if it is none. */
export function moment(text: string): number {
  return Date.parse(/^\d{4}-\d{2}(-\d{2})?$/.test(text) ? `${text.length === 7 ? `${text}-01` : text}T00:00:00Z` : text);
}

/** The date (YYYY-MM-DD) of a moment. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function addDays(at: number, days: number): number {
  return at + days * DAY;
}

export function daysBetween(from: number, to: number): number {
  return Math.round((to - from) / DAY);
}

/** The beginning of the step that a moment lies in. */
export function floorTo(at: number, step: Step): number {
  const date = new Date(at);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  if (step === "day") return day;
  if (step === "week") return addDays(day, -((date.getUTCDay() + 6) % 7));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The beginning of the step that is `count` further. */
export function shift(at: number, step: Step, count: number): number {
  if (step !== "month") return addDays(at, count * (step === "week" ? 7 : 1));
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
}

/** The step that gives a readable number of bars for a period. */
export function stepFor(from: number, to: number): Step {
  const days = daysBetween(from, to);
  return days <= 92 ? "day" : days <= 800 ? "week" : "month";
}

export interface TimeTick {
  at: number;
  unit: "year" | "month" | "day";
}

/** Beginnings of years, months or days within [from, to], at most `most` of them. */
export function timeTicks(from: number, to: number, most = 8): TimeTick[] {
  if (!(to > from)) return [];
  const steps: Array<[TimeTick["unit"], number]> = [
    ["day", 1],
    ["day", 2],
    ["day", 7],
    ["month", 1],
    ["month", 3],
    ["month", 6],
    ["year", 1],
    ["year", 2],
    ["year", 5],
    ["year", 10],
  ];
  for (const [unit, count] of steps) {
    const found = [...walk(from, to, unit, count, most)];
    if (found.length <= most) return found;
  }
  return [...walk(from, to, "year", 50, most)].slice(0, most);
}

function* walk(from: number, to: number, unit: TimeTick["unit"], count: number, most: number): Generator<TimeTick> {
  const date = new Date(from);
  const year = date.getUTCFullYear();
  const start =
    unit === "year"
      ? Date.UTC(Math.floor(year / count) * count, 0, 1)
      : unit === "month"
        ? Date.UTC(year, Math.floor(date.getUTCMonth() / count) * count, 1)
        : count === 7
          ? floorTo(from, "week")
          : floorTo(from, "day");
  for (let at = start, given = 0; at <= to && given <= most;) {
    if (at >= from) {
      given += 1;
      yield { at, unit };
    }
    const here = new Date(at);
    at =
      unit === "year"
        ? Date.UTC(here.getUTCFullYear() + count, 0, 1)
        : unit === "month"
          ? Date.UTC(here.getUTCFullYear(), here.getUTCMonth() + count, 1)
          : addDays(at, count);
  }
}

/** What stands at a tick: a year, a month (with its year in January or first place), a day. English dates stand day first. */
export function tickText(tick: TimeTick, language: string, first: boolean): string {
  const date = new Date(tick.at);
  const options: Intl.DateTimeFormatOptions = { timeZone: "UTC" };
  if (tick.unit === "year") options.year = "numeric";
  else {
    options.month = "short";
    if (tick.unit === "day") options.day = "numeric";
    if (first || (tick.unit === "month" && date.getUTCMonth() === 0)) options.year = "numeric";
  }
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(date);
}
