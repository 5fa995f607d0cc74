/*
 * A network laid out by forces, the same each time: nodes begin on a spiral in the order of their keys and no chance is
 * used. For at most some hundred nodes; the caller says how many there are in all.
 */

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";

export interface Spot extends SimulationNodeDatum {
  key: string;
  radius: number;
  x: number;
  y: number;
}
export interface Tie {
  left: string;
  right: string;
  weight: number;
}

const TURN = Math.PI * (3 - Math.sqrt(5));

/** Places of the nodes around (0, 0). Ties to nodes that are not given are left out. */
export function layout(
  nodes: ReadonlyArray<{ key: string; radius: number }>,
  ties: readonly Tie[],
  rounds = 260,
): Map<string, Spot> {
  const spots = [...nodes]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((one, at): Spot => ({
      ...one,
      x: 26 * Math.sqrt(at + 0.5) * Math.cos(at * TURN),
      y: 26 * Math.sqrt(at + 0.5) * Math.sin(at * TURN),
    }));
  const known = new Map(spots.map((one) => [one.key, one]));
  const links = ties
    .filter((one) => known.has(one.left) && known.has(one.right))
    .map((one): SimulationLinkDatum<Spot> & { weight: number } => ({
      source: known.get(one.left)!,
      target: known.get(one.right)!,
      weight: one.weight,
    }));
  const crowd = Math.max(1, Math.sqrt(spots.length / 20));
  forceSimulation(spots)
    .randomSource(() => 0.5)
    .force(
      "ties",
      forceLink<Spot, (typeof links)[number]>(links)
        .distance(78)
        .strength((one) => Math.min(0.7, 0.12 + 0.1 * Math.log1p(one.weight))),
    )
    .force("apart", forceManyBody<Spot>().strength(-320 / crowd))
    .force(
      "room",
      forceCollide<Spot>((one) => one.radius + 9),
    )
    .force("x", forceX<Spot>(0).strength(0.055))
    .force("y", forceY<Spot>(0).strength(0.085))
    .stop()
    .tick(rounds);
  return known;
}

/** The box that holds all spots with a margin: [x, y, width, height]. */
export function box(spots: Iterable<Spot>, margin = 48): [number, number, number, number] {
  const all = [...spots];
  if (all.length === 0) return [-100, -60, 200, 120];
  const xs = all.flatMap((one) => [one.x - one.radius, one.x + one.radius]);
  const ys = all.flatMap((one) => [one.y - one.radius, one.y + one.radius]);
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  return [left, top, Math.max(...xs) + margin - left, Math.max(...ys) + margin - top];
}
