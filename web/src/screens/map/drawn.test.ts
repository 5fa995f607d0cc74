import { expect, test } from "vitest";
import { blobs, byChange, marks, placed, type Cell, type Country } from "./drawn";

const cell = (place: string, country: string, count: number, before: number, longitude = 0, latitude = 0): Cell =>
  ({ place, country, count, before, longitude, latitude, precision: "place", deaths: null, change: 0 }) as Cell;
const flat = (x: number, y: number): [number, number] => [x, y];

test("great marks lie below small ones", () => {
  const found = marks([cell("a", "XKR", 1, 0), cell("b", "XKR", 100, 90)], flat, 20);
  expect(found.map((one) => one.cell.place)).toEqual(["b", "a"]);
});

test("a place that fell silent keeps a mark", () => {
  const [only] = marks([cell("a", "XKR", 0, 60)], flat, 20);
  expect(only!.of).toBe("much-less");
  expect(only!.radius).toBeGreaterThan(10);
});

test("a place that is nowhere is not drawn", () => {
  expect(marks([cell("a", "XKR", 3, 3)], () => null, 20)).toEqual([]);
});

test("only countries without an outline become shapes", () => {
  const cells = [cell("a", "XKR", 9, 1, 0, 0), cell("b", "XKR", 9, 1, 9, 0), cell("c", "XKR", 9, 1, 5, 5), cell("d", "FRA", 1, 1)];
  const countries = [{ country: "XKR", count: 27, before: 3 }, { country: "FRA", count: 1, before: 1 }] as Country[];
  const found = blobs(countries, new Set(["FRA"]), marks(cells, flat, 20));
  expect(found.map((one) => one.country.country)).toEqual(["XKR"]);
  expect(found[0]!.of).toBe("much-more");
  expect(found[0]!.path.match(/L/g)).toHaveLength(2);
});

test("rows stand by how surprising the change is", () => {
  const rows = [{ count: 1000, before: 1000 }, { count: 2, before: 1 }, { count: 10, before: 60 }];
  expect(byChange(rows).map((one) => one.before)).toEqual([60, 1, 1000]);
});

test("labels do not run into each other or out of the frame", () => {
  const label = (x: number, y: number) => ({ at: flat(x, y), text: "Karsovia" });
  expect(placed([label(100, 100), label(104, 103), label(100, 200), label(5, 5)], 400, 300)).toHaveLength(2);
});
