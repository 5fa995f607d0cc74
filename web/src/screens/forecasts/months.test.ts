import { expect, test } from "vitest";
import { cellOf, fanRows, wantsReason, type Month } from "./months";

const said = (month: string, median: number, id: string | null = null): Month =>
  ({ month, median, low: 0, high: 9, horizon: 1, at_least: {}, quantiles: [], id }) as Month;

test("the twin has every month of the picture once and in order", () => {
  const rows = fanRows({
    history: [{ month: "2024-02", value: null, id: null }, { month: "2024-01", value: 3, id: "aa" }],
    months: [said("2024-03", 5, "ff")],
    issues: [{ issued_at: "2024-02-01", model: "m", stale: [], months: [said("2024-02", 4), said("2024-03", 6)] }],
  });
  expect(rows.map((one) => one.month)).toEqual(["2024-01", "2024-02", "2024-03"]);
  expect(rows.map((one) => one.table)).toEqual(["measurements", null, "forecasts"]);
  expect(rows[1]!.known).toBeNull();
  expect(cellOf(rows[2]!, "before")).toBe("2024-02-01: 6");
  expect(cellOf(rows[2]!, "median")).toBe(5);
});

test("a first answer and a great move want a reason, a small one does not", () => {
  expect(wantsReason(null, 0.3, 0.1)).toBe(true);
  expect(wantsReason(0.3, 0.4, 0.1)).toBe(false);
  expect(wantsReason(0.3, 0.41, 0.1)).toBe(true);
  expect(wantsReason(0.3, null, 0.1)).toBe(false);
});
