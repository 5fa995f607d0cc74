import { expect, test } from "vitest";
import { differing, lanes } from "./lanes";

test("lanes begin with the earliest, marks are in order, altered copies are marked", () => {
  const report = (name: string, at: string) => ({ report: name, title: null, source: "s", grade: "B2", at });
  const found = lanes({
    origins: [
      { circular: true, goes_back: [], reports: [report("c", "2024-01-03")] },
      { circular: false, goes_back: [], reports: [report("b", "2024-01-02"), report("a", "2024-01-01")] },
    ],
    altered_copies: [{ report: "b", original: "a", source: null, differs: [] }],
  });
  expect(found.map((one) => one.marks.map((mark) => mark.report))).toEqual([["a", "b"], ["c"]]);
  expect(found[0]!.marks.map((one) => [one.first, one.altered])).toEqual([[true, false], [false, true]]);
  expect(found[1]!.circular).toBe(true);
});

test("only the words that differ are marked, and whole ones", () => {
  expect(differing("killed 12 people near Torvale", "killed 120 people near Torvale")).toEqual({ before: "killed ", was: "12", says: "120", after: " people near Torvale" });
});

test("the two texts can be put together again", () => {
  for (const [was, says] of [["", "x"], ["a b", "a b"], ["aa", "aaa"], ["one two", "two one"], ["𝛼 beta", "𝛼 gamma"]] as const) {
    const found = differing(was, says);
    expect(found.before + found.was + found.after).toBe(was);
    expect(found.before + found.says + found.after).toBe(says);
  }
});
