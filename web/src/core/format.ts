/** Numbers, chances and times as text. All times are UTC and say so where the hour matters. */
import { clock } from "./clock.svelte";
import { words } from "./messages.svelte";

/** English dates stand day first. */
const locale = (): string => (words.language === "en" ? "en-GB" : words.language);
const UNKNOWN = "–";

export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  return value.toLocaleString(locale(), { maximumFractionDigits: digits });
}

/** 0.034 → "3%"; below 1 and above 99 it says so, since no forecast is certain. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  const share = value * 100;
  if (share > 0 && share < 1) return `< ${whole(0.01)}`;
  if (share > 99 && share < 100) return `> ${whole(0.99)}`;
  return whole(value);
}

const whole = (value: number): string => value.toLocaleString(locale(), { style: "percent", maximumFractionDigits: 0 });

export function signed(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  return value.toLocaleString(locale(), { maximumFractionDigits: digits, signDisplay: "exceptZero" });
}

const parsed = (text: string): Date => new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);

/** "2 Mar 2026" */
export function day(text: string | null | undefined): string {
  if (!text) return UNKNOWN;
  const date = parsed(text);
  if (Number.isNaN(date.getTime())) return text;
  return date.toLocaleDateString(locale(), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

/** "2 Mar 2026, 14:05 UTC" */
export function moment(text: string | null | undefined): string {
  if (!text) return UNKNOWN;
  const date = parsed(text);
  if (Number.isNaN(date.getTime())) return text;
  const hours = date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "UTC" });
  return `${day(text)}, ${hours} UTC`;
}

/** "3 hours ago", seen from `now`. */
export function ago(text: string | null | undefined, now: Date = clock.now()): string {
  if (!text) return UNKNOWN;
  return hoursAgo((now.getTime() - parsed(text).getTime()) / 3_600_000);
}

export function hoursAgo(hours: number | null | undefined): string {
  if (hours === null || hours === undefined || Number.isNaN(hours)) return UNKNOWN;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (Math.abs(hours) < 1) return format.format(-Math.round(hours * 60), "minute");
  if (Math.abs(hours) < 48) return format.format(-Math.round(hours), "hour");
  return format.format(-Math.round(hours / 24), "day");
}

/** Today's date in UTC, YYYY-MM-DD, `days` before. */
export function dayBefore(days: number, from: Date = clock.now()): string {
  return new Date(from.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}
