import { expect, test } from "vitest";
import { linear, logarithmic, logTicks, radius, roundUp, ticks } from "./scale";

test("a linear scale maps ends to ends and back again", () => {
  const x = linear([10, 30], [0, 200]);
  expect([x(10), x(20), x(30)]).toEqual([0, 100, 200]);
  expect(x.invert(x(17))).toBeCloseTo(17);
});

test("a domain of no width maps to the middle, not to nowhere", () => {
  expect(linear([4, 4], [0, 10])(4)).toBe(5);
});

test("a logarithmic scale keeps a place for zero", () => {
  const y = logarithmic([0, 999], [100, 0]);
  expect(y(0)).toBe(100);
  expect(y(999)).toBeCloseTo(0);
  expect(y.invert(y(50))).toBeCloseTo(50);
});

test("ticks are round, ordered and inside", () => {
  expect(ticks(0, 10)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(0, 1, 4)).toEqual([0, 0.5, 1]);
  expect(ticks(3, 3)).toEqual([3]);
  for (const high of [0.07, 1, 13, 999, 123456]) {
    const found = ticks(0, high);
    expect(found.length).toBeLessThanOrEqual(6);
    expect(found.at(-1)).toBeLessThanOrEqual(high);
  }
});

test("ticks of a logarithmic axis begin at zero", () => {
  expect(logTicks(40)).toEqual([0, 1, 3, 10, 30]);
  expect(logTicks(5_000_000)[0]).toBe(0);
  expect(logTicks(5_000_000).length).toBeLessThanOrEqual(8);
});

test("the area of a mark says how many", () => {
  expect(radius(25, 100, 20)).toBe(10);
  expect(radius(0, 100, 20)).toBe(2);
});

test("an axis ends at a round number at or above the value", () => {
  expect(roundUp(0)).toBe(1);
  expect(roundUp(37)).toBe(40);
  expect(roundUp(1000)).toBe(1000);
});
