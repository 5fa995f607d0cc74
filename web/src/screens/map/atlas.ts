/*
 * The outlines of the world, read once from our own server: coarse for the whole, fine for a near look. Countries are
 * known by ISO 3166-1 alpha-3; names come from the browser in its language.
 */
import { feature, mesh } from "topojson-client";
import type { Feature, Geometry, MultiLineString } from "geojson";
import coarse from "../../generated/world-coarse.json?url";
import fine from "../../generated/world-fine.json?url";

export interface Land {
  name: string;
  two: string | null;
}
export interface Atlas {
  lands: Feature<Geometry, Land>[];
  borders: MultiLineString;
}
type Topology = Parameters<typeof mesh>[0];

const kept = new Map<string, Promise<Atlas>>();

export function atlas(detail: "coarse" | "fine"): Promise<Atlas> {
  let found = kept.get(detail);
  if (!found) {
    found = load(detail === "fine" ? fine : coarse);
    found.catch(() => kept.delete(detail));
    kept.set(detail, found);
  }
  return found;
}

/** A country's name in the reader's language by its alpha-3 code, where the browser has one. */
export async function localNames(language: string): Promise<Map<string, string>> {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const { lands } = await atlas("coarse");
  return new Map(lands.flatMap((one) => {
    const name = one.id && one.properties.two ? names.of(one.properties.two) : undefined;
    return name ? [[String(one.id), name] as const] : [];
  }));
}

async function load(where: string): Promise<Atlas> {
  const response = await fetch(where);
  if (!response.ok) throw new Error(`${response.status}`);
  const topology = (await response.json()) as Topology;
  const object = topology.objects.countries as Parameters<typeof feature>[1];
  const all = feature(topology, object) as unknown as { features: Feature<Geometry, Land>[] };
  return { lands: all.features, borders: mesh(topology, object as Parameters<typeof mesh>[1], (a, b) => a !== b) };
}
