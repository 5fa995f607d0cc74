/* A story over time: one lane for each independent origin, reports as marks on it, copies that were altered marked. */
import type { Shapes } from "../../api/client";

export type Story = Shapes["StoryShape"];
export interface LaneMark {
  report: string;
  at: string;
  title: string | null;
  source: string | null;
  grade: string;
  altered: boolean;
  first: boolean;
}
export interface Lane {
  circular: boolean;
  marks: LaneMark[];
}

export function lanes(story: Pick<Story, "origins" | "altered_copies">): Lane[] {
  const altered = new Set(story.altered_copies.map((one) => one.report));
  return story.origins
    .map((origin) => {
      const reports = origin.reports.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.report < b.report ? -1 : 1));
      return { circular: origin.circular, marks: reports.map((one, index) => ({ ...one, altered: altered.has(one.report), first: index === 0 })) };
    })
    .sort((a, b) => ((a.marks[0]?.at ?? "") < (b.marks[0]?.at ?? "") ? -1 : 1));
}

/** Words before, what differs, words after: the two texts of a difference share no more than they must. */
export function differing(was: string, says: string): { before: string; was: string; says: string; after: string } {
  const a = [...was];
  const b = [...says];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  // whole words differ, not letters
  while (start > 0 && /\S/.test(a[start - 1]!)) start -= 1;
  while (end > 0 && /\S/.test(a[a.length - end]!)) end -= 1;
  return { before: a.slice(0, start).join(""), was: a.slice(start, a.length - end).join(""), says: b.slice(start, b.length - end).join(""), after: a.slice(a.length - end).join("") };
}
