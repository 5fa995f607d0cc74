/*
 * Which stretch of time the screen shows: the shared period, or the last month of what is known; and the longer stretch
 * on the time axis around it, which ends where content ends, so that an old collection is not an empty page.
 */
import { addDays, dateOf, floorTo, moment, stepFor, type Step } from "../../charts/time";

export const SPANS = { "3m": 92, "1y": 366, "3y": 1_096, "10y": 3_653, "40y": 14_610 } as const;
export type Span = keyof typeof SPANS;

export interface Periods {
  from: string;
  to: string;
  chosen: boolean;
  axisFrom: string;
  axisTo: string;
  by: Step;
}

export function periods(asked: { from: string | null; to: string | null; asOf: string | null; span: Span; content: string | null; today: string }): Periods {
  const today = moment(asked.today);
  const content = asked.content && Number.isFinite(moment(asked.content)) ? addDays(floorTo(moment(asked.content), "day"), 1) : today;
  const axisEnd = Math.min(content, addDays(today, 1));
  const asOf = asked.asOf ? moment(asked.asOf) : Number.NaN;
  const until = Number.isFinite(asOf) ? Math.min(floorTo(asOf, "day"), axisEnd) : axisEnd;
  const to = valid(asked.to) ?? until;
  const from = Math.min(valid(asked.from) ?? addDays(to, -30), addDays(to, -1));
  const axisTo = Math.max(axisEnd, to);
  const axisFrom = Math.min(addDays(axisTo, -SPANS[asked.span]), from);
  return {
    from: dateOf(from),
    to: dateOf(to),
    chosen: valid(asked.from) !== null || valid(asked.to) !== null,
    axisFrom: dateOf(axisFrom),
    axisTo: dateOf(axisTo),
    by: stepFor(axisFrom, axisTo),
  };
}

function valid(text: string | null): number | null {
  const at = text ? moment(text) : Number.NaN;
  return Number.isFinite(at) ? floorTo(at, "day") : null;
}
