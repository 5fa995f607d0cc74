import { expect, test } from "vitest";
import { held, sideBySide, type Claim } from "./claims";

const claim = (predicate: string, object: string, source: string, grade = "B2"): Claim =>
  ({ claim: `${predicate}${object}${source}`, subject: "s", predicate, object, source, grade, known_at: "2024-01-01", valid_from: null, valid_to: null, confidence: null, report: null }) as Claim;

test("conflicts stand first, answers by how many sources give them", () => {
  const rows = sideBySide(
    [claim("name", "Karsovia", "a"), claim("leader", "Ilda", "a"), claim("leader", "Teo", "b"), claim("leader", "Teo", "c")],
    ["leader @ 2024-01-01"],
  );
  expect(rows.map((one) => [one.predicate, one.contested])).toEqual([["leader", true], ["name", false]]);
  expect(rows[0]!.answers.map((one) => [one.object, one.claims.length])).toEqual([["Teo", 2], ["Ilda", 1]]);
});

test("the same words with room around them are one answer", () => {
  expect(sideBySide([claim("leader", "Ilda ", "a"), claim("leader", "Ilda", "b")], [])[0]!.answers).toHaveLength(1);
});

test("the best grade comes first, and one source twice counts once", () => {
  const [row] = sideBySide([claim("x", "o", "a", "E5"), claim("x", "o", "a", "A1"), claim("x", "p", "b"), claim("x", "p", "c")], []);
  expect(row!.answers[0]!.object).toBe("p");
  expect(row!.answers[1]!.claims.map((one) => one.grade)).toEqual(["A1", "E5"]);
});

test("a claim without times has none to show", () => {
  expect(held(claim("x", "o", "a"))).toBeNull();
});
