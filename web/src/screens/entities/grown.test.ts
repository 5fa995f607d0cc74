import { expect, test } from "vitest";
import { grown, type Edge, type Network, type Node } from "./grown";

const node = (key: string, steps = 1): Node => ({ key, name: key, kind: null, steps, degree: 1 });
const edge = (left: string, right: string, count: number): Edge =>
  ({ left, right, count, kind: "events", deaths: null, grade: null, confidence: null, sources: [], first: null, last: null, refs: [] }) as Edge;
const network = (seed: string, edges: Edge[], total = edges.length): Network => {
  const keys = new Set([seed, ...edges.flatMap((one) => [one.left, one.right])]);
  return { as_of: "", picture: "", seed, nodes: [...keys].map((key) => node(key, key === seed ? 0 : 1)), edges, shown: edges.length, total, nodes_total: keys.size } as Network;
};

test("networks are joined, what both name stands once", () => {
  const found = grown([network("a", [edge("a", "b", 3)]), network("b", [edge("a", "b", 3), edge("b", "c", 1)])]);
  expect(found.nodes.map((one) => one.key).sort()).toEqual(["a", "b", "c"]);
  expect(found.nodes.find((one) => one.key === "b")!.steps).toBe(0);
  expect(found.edges).toHaveLength(2);
});

test("of too many the strongest ties are drawn, and the rest is counted", () => {
  const many = network("a", Array.from({ length: 50 }, (_, at) => edge("a", `n${at}`, at)), 700);
  const found = grown([many], 11);
  expect(found.nodes).toHaveLength(11);
  expect(found.edges.every((one) => one.count >= 40)).toBe(true);
  expect(found).toMatchObject({ known: 51, total: 700 });
});

test("a strong tie that hangs in the air goes after what hangs on the seed", () => {
  const found = grown([network("a", [edge("x", "y", 99), edge("a", "b", 1)])], 2);
  expect(found.nodes.map((one) => one.key).sort()).toEqual(["a", "b"]);
});

test("nothing gives nothing", () => {
  expect(grown([])).toEqual({ nodes: [], edges: [], known: 0, total: 0 });
});
