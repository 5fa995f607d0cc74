import { expect, test } from "vitest";
import { band, hull, line, steps, type Point } from "./path";

test("a gap stays a gap", () => {
  expect(line([[0, 1], [1, 2], null, [3, 4]])).toBe("M0,1L1,2M3,4");
});

test("what is no number is a gap", () => {
  expect(
    line([
      [0, NaN],
      [1, 2],
    ]),
  ).toBe("M1,2");
});

test("a band goes out on top and home below", () => {
  expect(
    band([
      { x: 0, low: 5, high: 1 },
      { x: 2, low: 6, high: 0 },
    ]),
  ).toBe("M0,1L2,0L2,6L0,5Z");
  expect(band([])).toBe("");
});

test("an answer holds until the next", () => {
  expect(
    steps(
      [
        [0, 5],
        [4, 1],
      ],
      9,
    ),
  ).toBe("M0,5L4,5L4,1L9,1");
  expect(steps([], 9)).toBe("");
});

test("a hull holds every point and has only some of them as corners", () => {
  const points: Point[] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [2, 2],
    [1, 3],
  ];
  expect(hull(points)).toHaveLength(4);
  expect(
    hull([
      [1, 1],
      [0, 0],
    ]),
  ).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
