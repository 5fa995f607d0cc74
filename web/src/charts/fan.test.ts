import { expect, test } from "vitest";
import { fan, highest, type Known, type Said } from "./fan";

const history: Known[] = [
  { month: "2024-01", value: 3 },
  { month: "2024-02", value: 8 },
];
const said: Said[] = [
  { month: "2024-03", quantiles: [0, 1, 3, 7, 12, 20, 40], median: 7 },
  { month: "2024-04", quantiles: [0, 1, 4, 9, 15, 30, 60], median: 9 },
];

test("the fan opens at the last known month", () => {
  const { bands, median } = fan(history, said);
  expect(bands.map((one) => one.percent)).toEqual([90, 80, 50]);
  expect(bands[0]!.edges[0]).toMatchObject({ low: 8, high: 8 });
  expect(median.map((one) => one.value)).toEqual([8, 7, 9]);
});

test("an unknown last month is not drawn as a value", () => {
  const { bands } = fan([...history.slice(0, 1), { month: "2024-02", value: null }], said);
  expect(bands[0]!.edges).toHaveLength(2);
});

test("it does not reach back over months that are missing", () => {
  expect(fan(history.slice(0, 1), said).bands[0]!.edges).toHaveLength(2);
});

test("bands lie inside each other", () => {
  const { bands } = fan(history, said);
  for (let at = 0; at < 3; at++) {
    expect(bands[0]!.edges[at]!.high).toBeGreaterThanOrEqual(bands[1]!.edges[at]!.high);
    expect(bands[1]!.edges[at]!.high).toBeGreaterThanOrEqual(bands[2]!.edges[at]!.high);
  }
});

test("without quantiles there is a median and no band", () => {
  expect(fan(history, [{ month: "2024-03", quantiles: [], median: 2 }])).toMatchObject({ bands: [], median: [{}, { value: 2 }] });
});

test("the picture holds what was and the 90th percentile of what is said", () => {
  expect(highest(history, said)).toBe(30);
  expect(highest([], [])).toBe(1);
});
