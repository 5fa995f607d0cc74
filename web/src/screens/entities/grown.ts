/*
 * Networks grown from several seeds, joined into one picture of at most so many nodes: the strongest ties first, seeds
 * always. What is left out is counted, never silently dropped.
 */
import type { Shapes } from "../../api/client";

export type Network = Shapes["Network"];
export type Node = Shapes["Node"];
export type Edge = Shapes["EdgeShape"];
export const MOST_NODES = 120;

export interface Grown {
  nodes: Node[];
  edges: Edge[];
  /** Nodes that the answers name, drawn or not. */
  known: number;
  /** Edges within the depth, in the server's whole view, of the answer that has most. */
  total: number;
}

export const keyOf = (edge: Edge): string => [edge.left, edge.right, edge.kind].join("\u001f");

export function grown(networks: readonly Network[], most = MOST_NODES): Grown {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  for (const network of networks) {
    for (const node of network.nodes) {
      const before = nodes.get(node.key);
      nodes.set(node.key, before ? { ...node, steps: Math.min(before.steps, node.steps), degree: Math.max(before.degree, node.degree) } : node);
    }
    for (const edge of network.edges) edges.set(keyOf(edge), edge);
  }
  const seeds = networks.map((one) => one.seed).filter((one) => nodes.has(one));
  const chosen = new Set(seeds);
  const ordered = [...edges.values()].sort((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1));
  // a tie to what is drawn already goes before a stronger one that hangs in the air
  for (let again = true; again && chosen.size < most; ) {
    again = false;
    for (const edge of ordered) {
      if (chosen.size >= most) break;
      const [left, right] = [chosen.has(edge.left), chosen.has(edge.right)];
      if (left === right || !nodes.has(edge.left) || !nodes.has(edge.right)) continue;
      chosen.add(left ? edge.right : edge.left);
      again = true;
    }
  }
  for (const node of [...nodes.values()].sort((a, b) => a.steps - b.steps || b.degree - a.degree)) if (chosen.size < most) chosen.add(node.key);
  return {
    nodes: [...nodes.values()].filter((one) => chosen.has(one.key)),
    edges: ordered.filter((one) => chosen.has(one.left) && chosen.has(one.right)),
    known: nodes.size,
    total: Math.max(0, ...networks.map((one) => one.total)),
  };
}
