import { expect, test } from "vitest";
import { addressOfSuggestion, dateTyped, fits, pieces } from "./going";

test("marks count characters, not UTF-16 units, and never make markup", () => {
  expect(pieces("🔥 fire <b>here</b>", [[2, 6]])).toEqual([
    { text: "🔥 ", marked: false },
    { text: "fire", marked: true },
    { text: " <b>here</b>", marked: false },
  ]);
});

test("marks that overlap, run out or are empty lose no letter", () => {
  for (const marks of [[[0, 3], [2, 5]], [[4, 99]], [[3, 3]], [[-5, 2]], [[9, 1]], []]) {
    expect(pieces("abcdefgh", marks).map((one) => one.text).join("")).toBe("abcdefgh");
  }
});

test("a date leads to a moment, what is no date does not", () => {
  expect(dateTyped("2024-3-1")).toBe("2024-03-01");
  expect(dateTyped("1.3.2024")).toBe("2024-03-01");
  expect(dateTyped("2024-02-31")).toBeNull();
  expect(dateTyped("march")).toBeNull();
});

test("the beginning of a word goes before its middle", () => {
  expect(fits("Map and timeline", "map")).toBe(3);
  expect(fits("Map and timeline", "time")).toBe(2);
  expect(fits("Map and timeline", "line")).toBe(1);
  expect(fits("Map and timeline", "xyz")).toBe(-1);
});

test("names with slashes and marks stay one step of the address", () => {
  expect(addressOfSuggestion({ kind: "entity", id: "a/b?c", label: "", detail: null })).toBe("/entities/a%2Fb%3Fc");
  expect(addressOfSuggestion({ kind: "country", id: "XKR", label: "", detail: null })).toBe("/map?place=XKR");
});
