import { expect, test } from "vitest";
import { box, layout } from "./force";

const nodes = Array.from({ length: 30 }, (_, at) => ({ key: `n${at}`, radius: 8 }));
const ties = nodes.slice(1).map((one, at) => ({ left: nodes[at % 5]!.key, right: one.key, weight: 3 }));

test("the same network is laid out the same, in whatever order it comes", () => {
  const places = (of: typeof nodes) => [...layout(of, ties)].map(([key, one]) => [key, one.x, one.y]).sort();
  expect(places([...nodes].reverse())).toEqual(places(nodes));
});

test("nodes do not lie on each other", () => {
  const all = [...layout(nodes, ties).values()];
  for (const one of all)
    for (const other of all) if (one.key < other.key) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(10);
});

test("ties to nodes that are not shown are left out", () => {
  expect(layout(nodes.slice(0, 2), ties).size).toBe(2);
  expect(layout([], ties).size).toBe(0);
});

test("the box holds every node", () => {
  const spots = [...layout(nodes, ties).values()];
  const [left, top, width, height] = box(spots);
  expect(spots.every((one) => one.x > left && one.x < left + width && one.y > top && one.y < top + height)).toBe(true);
  expect(box([])).toHaveLength(4);
});
