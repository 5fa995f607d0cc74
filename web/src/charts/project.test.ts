import { expect, test } from "vitest";
import { around, moved, spot, through, WHOLE, world, zoomed } from "./project";

const projection = world(800, 400);

test("every place of the earth is in the picture", () => {
  for (const longitude of [-180, -122, 0, 11, 179]) {
    const [x, y] = spot(projection, longitude, -43)!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(800);
    expect(y).toBeGreaterThan(200);
  }
  expect(spot(projection, NaN, 3)).toBeNull();
});

test("the point under the pointer stays where it is when it zooms", () => {
  const after = zoomed({ scale: 2, x: -300, y: -100 }, 1.5, [400, 200], 800, 400);
  const place = [(400 + 300) / 2, (200 + 100) / 2] as const;
  expect(through(after, [place[0], place[1]])).toEqual([400, 200]);
});

test("the picture never leaves its frame", () => {
  expect(moved(WHOLE, 500, -500, 800, 400)).toEqual(WHOLE);
  const far = moved({ scale: 2, x: 0, y: 0 }, -5_000, -5_000, 800, 400);
  expect(far).toEqual({ scale: 2, x: -800, y: -400 });
});

test("a window around points shows them all", () => {
  const points: Array<[number, number]> = [
    [100, 300],
    [180, 340],
  ];
  const window = around(points, 800, 400);
  expect(window.scale).toBeGreaterThan(3);
  for (const one of points) {
    const [x, y] = through(window, one);
    expect(x >= 0 && x <= 800 && y >= 0 && y <= 400).toBe(true);
  }
  expect(around([], 800, 400)).toEqual(WHOLE);
});
