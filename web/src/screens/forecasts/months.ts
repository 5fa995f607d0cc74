/* Months of a forecast as words and rows: the twin of the fan, and the sentence under it. */
import type { Shapes } from "../../api/client";
import type { Cell } from "../../core/download";
import { number } from "../../core/format";

export type Detail = Shapes["ForecastDetail"];
export type Month = Shapes["MonthShape"];

export interface FanRow {
  month: string;
  known: number | null;
  said: Month | null;
  before: { when: string; median: number }[];
  id: string | null;
  table: "measurements" | "forecasts" | null;
}

/** Every month of the picture in its order, with what was, what is said and what was said before. */
export function fanRows(detail: Pick<Detail, "history" | "months" | "issues">): FanRow[] {
  const rows = new Map<string, FanRow>();
  const row = (month: string): FanRow => {
    let found = rows.get(month);
    if (!found) rows.set(month, (found = { month, known: null, said: null, before: [], id: null, table: null }));
    return found;
  };
  for (const one of detail.history.slice(-48)) Object.assign(row(one.month), { known: one.value, id: one.id, table: one.id ? "measurements" : null });
  for (const one of detail.months) {
    const found = row(one.month);
    found.said = one;
    if (one.id) Object.assign(found, { id: one.id, table: "forecasts" });
  }
  for (const issue of detail.issues) for (const one of issue.months) row(one.month).before.push({ when: issue.issued_at, median: one.median });
  return [...rows.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** "12 (3 to 40)": the median and the middle 80 percent. */
export function interval(month: Month | null | undefined): string {
  return month ? `${number(month.median, 1)} (${number(month.low, 1)}–${number(month.high, 1)})` : "–";
}

/** A row's own label; of several that say the same, the number. */
export const labelled = (refs: readonly { label: string }[], at: number): string => (at > 0 && refs[at]?.label === refs[0]?.label ? `[${at + 1}]` : (refs[at]?.label ?? ""));

export const cellOf = (row: FanRow, key: string): Cell =>
  key === "month" ? row.month
  : key === "known" ? row.known
  : key === "median" ? (row.said?.median ?? null)
  : key === "low" ? (row.said?.low ?? null)
  : key === "high" ? (row.said?.high ?? null)
  : row.before.map((one) => `${one.when.slice(0, 10)}: ${one.median}`).join("; ") || null;

/** Whether a move wants a reason: a first answer, or one farther than the limit from the last. */
export function wantsReason(last: number | null, next: number | null, limit: number): boolean {
  if (next === null) return false;
  return last === null || Math.abs(next - last) > limit + 1e-9;
}
