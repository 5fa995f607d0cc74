/*
 * Path data of lines, bands and steps. Gaps stay gaps: a line is never drawn over what is not known.
 */

export type Point = [x: number, y: number];

const short = (value: number) => Number(value.toFixed(2));

/** A line through points; `null` breaks it. */
export function line(points: ReadonlyArray<Point | null>): string {
  let drawn = "";
  let pen = false;
  for (const one of points) {
    if (one === null || !Number.isFinite(one[0]) || !Number.isFinite(one[1])) {
      pen = false;
      continue;
    }
    drawn += `${pen ? "L" : "M"}${short(one[0])},${short(one[1])}`;
    pen = true;
  }
  return drawn;
}

/** The area between an upper and a lower edge with the same x. */
export function band(edges: ReadonlyArray<{ x: number; low: number; high: number }>): string {
  if (edges.length === 0) return "";
  const up = edges.map((one): Point => [one.x, one.high]);
  const down = [...edges].reverse().map((one): Point => [one.x, one.low]);
  return `${line([...up, ...down])}Z`;
}

/** Whoever was asked last holds until they are asked again: a line of steps, to `end`. */
export function steps(points: ReadonlyArray<Point>, end: number): string {
  const all: Point[] = [];
  points.forEach(([x, y], at) => {
    const before = points[at - 1];
    if (before) all.push([x, before[1]]);
    all.push([x, y]);
  });
  const last = points[points.length - 1];
  if (last && end > last[0]) all.push([end, last[1]]);
  return line(all);
}

/** Convex hull (Andrew's monotone chain), counter-clockwise; fewer than three points come back as they are. */
export function hull(points: ReadonlyArray<Point>): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (all: Point[]) => {
    const kept: Point[] = [];
    for (const one of all) {
      while (kept.length > 1 && turn(kept[kept.length - 2]!, kept[kept.length - 1]!, one) <= 0) kept.pop();
      kept.push(one);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

function turn(o: Point, a: Point, b: Point): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}
