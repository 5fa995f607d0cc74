/*
 * The geometry of a fan: what was, then the quantiles of what is said of the months to come, and what was said before.
 *
 * Quantiles come at .05, .1, .25, .5, .75, .9, .95 (the API's order): three nested bands of 90, 80 and 50 percent and
 * a median. A band is drawn from the last known month, so that it opens like a fan; where that month is unknown it
 * begins with the first forecast.
 */

import { moment } from "./time";

export interface Said {
  month: string;
  quantiles: readonly number[];
  median: number;
}
export interface Known {
  month: string;
  value: number | null;
}
export interface Edge {
  at: number;
  low: number;
  high: number;
}
export interface Band {
  percent: 50 | 80 | 90;
  edges: Edge[];
}
export interface Fan {
  bands: Band[];
  median: Array<{ at: number; value: number }>;
}

const PAIRS: ReadonlyArray<[Band["percent"], number, number]> = [
  [90, 0, 6],
  [80, 1, 5],
  [50, 2, 4],
];

export function fan(history: readonly Known[], months: readonly Said[]): Fan {
  const start = anchor(history, months);
  const whole = months.filter((one) => one.quantiles.length === 7);
  const bands = PAIRS.map(([percent, low, high]): Band => ({
    percent,
    edges: [
      ...(start ? [{ at: start.at, low: start.value, high: start.value }] : []),
      ...whole.map((one) => ({ at: moment(one.month), low: one.quantiles[low]!, high: one.quantiles[high]! })),
    ],
  }));
  const median = [...(start ? [start] : []), ...months.map((one) => ({ at: moment(one.month), value: one.median }))];
  return { bands: whole.length > 0 ? bands : [], median };
}

/** The last month before the first forecast, if its value is known. */
function anchor(history: readonly Known[], months: readonly Said[]): { at: number; value: number } | null {
  const first = months[0];
  const before = first ? history.filter((one) => moment(one.month) < moment(first.month)) : [];
  const last = before[before.length - 1];
  if (!first || !last || last.value === null) return null;
  const gap = moment(first.month) - moment(last.month);
  return gap > 33 * 86_400_000 ? null : { at: moment(last.month), value: last.value };
}

/** The largest value that the picture must hold; the outermost edge of past issues does not stretch it. */
export function highest(history: readonly Known[], months: readonly Said[]): number {
  const known = history.map((one) => one.value ?? 0);
  const said = months.map((one) => one.quantiles[5] ?? one.median);
  return Math.max(1, ...known, ...said);
}
