import { expect, test } from "vitest";
import { periods } from "./period";

const asked = { from: null, to: null, asOf: null, span: "1y" as const, content: "2024-03-10T08:00:00Z", today: "2026-11-23" };

test("without a choice it is the last month of what is known, not of the calendar", () => {
  expect(periods(asked)).toMatchObject({ from: "2024-02-10", to: "2024-03-11", chosen: false, axisTo: "2024-03-11", by: "week" });
});

test("a past moment ends the month, the axis stays", () => {
  const found = periods({ ...asked, asOf: "2023-12-01" });
  expect(found).toMatchObject({ from: "2023-11-01", to: "2023-12-01", axisTo: "2024-03-11" });
});

test("the axis reaches to what was chosen", () => {
  const found = periods({ ...asked, from: "2019-01-01", to: "2019-06-01", span: "3m" });
  expect(found).toMatchObject({ from: "2019-01-01", to: "2019-06-01", chosen: true, axisFrom: "2019-01-01", by: "month" });
});

test("broken dates in the address are as none", () => {
  expect(periods({ ...asked, from: "soon", to: "2024-99-99", asOf: "never" })).toEqual(periods(asked));
});

test("a period that ends before it begins is a day", () => {
  expect(periods({ ...asked, from: "2024-03-01", to: "2024-02-01" })).toMatchObject({ from: "2024-01-31", to: "2024-02-01" });
});

test("content of the future does not stretch the axis", () => {
  expect(periods({ ...asked, content: "2093-01-01" }).axisTo).toBe("2026-11-24");
});
