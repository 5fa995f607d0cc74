/*
 * Places of the earth on a flat picture: Equal Earth (areas keep their size), turned so that a region of interest is in
 * the middle, and the window (zoom and centre) through which it is looked at.
 */

import { geoEqualEarth, geoPath, type GeoProjection } from "d3-geo";
import type { Feature, Geometry } from "geojson";
import type { Point } from "./path";

export interface Window {
  scale: number;
  x: number;
  y: number;
}
export const WHOLE: Window = { scale: 1, x: 0, y: 0 };
export const DEEPEST = 64;

/** The world in a picture of this size; the middle meridian is 11° east, so that no large land is cut. */
export function world(width: number, height: number): GeoProjection {
  return geoEqualEarth()
    .rotate([-11, 0])
    .fitExtent(
      [
        [4, 4],
        [width - 4, height - 4],
      ],
      { type: "Sphere" },
    );
}

/** Path data of each feature, once for a picture. */
export function outlines(projection: GeoProjection, features: ReadonlyArray<Feature<Geometry, { name?: string }>>): string[] {
  const draw = geoPath(projection).digits(2);
  return features.map((one) => draw(one) ?? "");
}

/** Where a place is on the whole picture; null for a place that is no place. */
export function spot(projection: GeoProjection, longitude: number, latitude: number): Point | null {
  const found = projection([longitude, latitude]);
  return found && found.every(Number.isFinite) ? [found[0], found[1]] : null;
}

/** A window that shows these points with room around them. */
export function around(points: readonly Point[], width: number, height: number, margin = 0.16, deepest = 14): Window {
  if (points.length === 0) return WHOLE;
  const xs = points.map((one) => one[0]);
  const ys = points.map((one) => one[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const fits = Math.min(
    width / Math.max((right - left) * (1 + 2 * margin), 1),
    height / Math.max((bottom - top) * (1 + 2 * margin), 1),
  );
  const scale = Math.min(Math.max(fits, 1), deepest);
  return held(
    { scale, x: width / 2 - (scale * (left + right)) / 2, y: height / 2 - (scale * (top + bottom)) / 2 },
    width,
    height,
  );
}

/** Nearer or farther by a factor, with one point of the picture staying where it is. */
export function zoomed(window: Window, factor: number, at: Point, width: number, height: number): Window {
  const scale = Math.min(Math.max(window.scale * factor, 1), DEEPEST);
  const real = scale / window.scale;
  return held({ scale, x: at[0] - (at[0] - window.x) * real, y: at[1] - (at[1] - window.y) * real }, width, height);
}

export function moved(window: Window, dx: number, dy: number, width: number, height: number): Window {
  return held({ ...window, x: window.x + dx, y: window.y + dy }, width, height);
}

/** The picture never leaves its frame. */
function held(window: Window, width: number, height: number): Window {
  const inside = (value: number, length: number) => Math.min(0, Math.max(value, length - length * window.scale));
  return { scale: window.scale, x: inside(window.x, width), y: inside(window.y, height) };
}

/** Through the window. */
export function through(window: Window, point: Point): Point {
  return [window.x + window.scale * point[0], window.y + window.scale * point[1]];
}
