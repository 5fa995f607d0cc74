import { expect, test } from "vitest";
import { dateOf, daysBetween, floorTo, moment, shift, stepFor, tickText, timeTicks } from "./time";

test("months, dates and moments are read as UTC", () => {
  expect(dateOf(moment("2024-02"))).toBe("2024-02-01");
  expect(dateOf(moment("2024-02-29"))).toBe("2024-02-29");
  expect(moment("2024-02-29T06:00:00Z")).toBe(Date.UTC(2024, 1, 29, 6));
  expect(moment("soon")).toBeNaN();
});

test("a week begins on Monday", () => {
  expect(dateOf(floorTo(moment("2024-03-10"), "week"))).toBe("2024-03-04"); // a Sunday
  expect(dateOf(floorTo(moment("2024-03-11"), "week"))).toBe("2024-03-11");
});

test("months are stepped over by the calendar", () => {
  expect(dateOf(shift(moment("2024-01-31"), "month", 1))).toBe("2024-02-01");
  expect(dateOf(shift(moment("2024-03-04"), "week", -1))).toBe("2024-02-26");
});

test("the step fits the period", () => {
  const from = moment("2020-01-01");
  expect(stepFor(from, moment("2020-02-01"))).toBe("day");
  expect(stepFor(from, moment("2021-01-01"))).toBe("week");
  expect(stepFor(from, moment("2024-01-01"))).toBe("month");
});

test("ticks are few, inside and in order for any period", () => {
  const from = moment("2019-11-17");
  for (const days of [1, 5, 30, 90, 400, 2_000, 20_000]) {
    const to = from + days * 86_400_000;
    const found = timeTicks(from, to);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(8);
    expect(found.every((one) => one.at >= from && one.at <= to)).toBe(true);
    expect([...found].sort((a, b) => a.at - b.at)).toEqual(found);
  }
});

test("a tick names its year where one begins", () => {
  expect(tickText({ at: moment("2024-01-01"), unit: "month" }, "en", false)).toContain("2024");
  expect(tickText({ at: moment("2024-02-01"), unit: "month" }, "en", false)).not.toContain("2024");
  expect(tickText({ at: moment("2024-11-02"), unit: "day" }, "en", true)).toBe("2 Nov 2024");
});

test("days between count midnights", () => {
  expect(daysBetween(moment("2024-02-28"), moment("2024-03-01"))).toBe(2);
});
