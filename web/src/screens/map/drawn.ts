/*
 * What the map draws of an answer: marks for places (the greatest below, so that small ones can be reached), areas for
 * countries, and a soft shape for a country that no atlas has (in exercises, all of them): the hull of its places.
 */
import type { Shapes } from "../../api/client";
import { type Class, classOf, surprise } from "../../charts/change";
import { hull, type Point } from "../../charts/path";
import { radius } from "../../charts/scale";

export type Cell = Shapes["MapCell"];
export type Country = Shapes["MapCountry"];
export interface Mark {
  cell: Cell;
  at: Point;
  radius: number;
  of: Class;
}
export interface Blob {
  country: Country;
  of: Class;
  path: string;
  middle: Point;
}
export const MOST_MARKS = 1_500;
export const vague = (cell: Cell): boolean => !["exact", "place", "admin2"].includes(cell.precision ?? "");

export function marks(cells: readonly Cell[], place: (longitude: number, latitude: number) => Point | null, largest: number): Mark[] {
  const most = Math.max(1, ...cells.map((one) => Math.max(one.count, one.before)));
  const found: Mark[] = [];
  for (const cell of cells.slice(0, MOST_MARKS)) {
    const at = place(cell.longitude, cell.latitude);
    if (at) found.push({ cell, at, radius: radius(Math.max(cell.count, cell.before / 2), most, largest), of: classOf(cell.count, cell.before) });
  }
  return found.sort((a, b) => b.radius - a.radius);
}

/** Countries without an outline, as the hull of their places. */
export function blobs(countries: readonly Country[], known: ReadonlySet<string>, found: readonly Mark[]): Blob[] {
  const made: Blob[] = [];
  for (const country of countries) {
    if (known.has(country.country)) continue;
    const points = found.filter((one) => one.cell.country === country.country).map((one) => one.at);
    if (points.length === 0) continue;
    const corners = hull(points);
    const middle: Point = [mean(points.map((one) => one[0])), mean(points.map((one) => one[1]))];
    const path = `M${corners.map((one) => `${one[0].toFixed(3)},${one[1].toFixed(3)}`).join("L")}Z`;
    made.push({ country, of: classOf(country.count, country.before), path, middle });
  }
  return made;
}

/** The rows by how surprising the change is, then by how many. */
export function byChange<T extends { count: number; before: number }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => Math.abs(surprise(b.count, b.before)) - Math.abs(surprise(a.count, a.before)) || b.count - a.count);
}

/** Labels that do not run into each other: first come, first placed. */
export function placed<T extends { at: Point; text: string }>(labels: readonly T[], width: number, height: number): T[] {
  const taken: [number, number, number, number][] = [];
  return labels.filter((one) => {
    const half = one.text.length * 3.2 + 4;
    const box: [number, number, number, number] = [one.at[0] - half, one.at[1] - 9, one.at[0] + half, one.at[1] + 7];
    if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) return false;
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
    taken.push(box);
    return true;
  });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(values.length, 1);
