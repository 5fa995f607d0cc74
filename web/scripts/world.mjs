// The map of the world, made from Natural Earth (public domain, by world-atlas) when the page is built: two grades of
// detail as TopoJSON, with ISO 3166-1 codes in place of numbers. Names are given by the browser in its own language.
// Nothing is stored in the repository: `src/generated/` is made anew.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import countries from "i18n-iso-countries";
import { presimplify, quantile, simplify } from "topojson-simplify";
import { quantize } from "topojson-client";

const require = createRequire(import.meta.url);
const target = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "generated");
// Natural Earth draws these apart without an ISO number; XKX is a user-assigned code in wide use.
const WITHOUT_NUMBER = { Kosovo: ["XKX", "XK"] };

function named(geometry) {
  const [long, short] = WITHOUT_NUMBER[geometry.properties.name] ?? [
    countries.numericToAlpha3(geometry.id) ?? null,
    countries.numericToAlpha2(geometry.id) ?? null,
  ];
  const { type, arcs } = geometry;
  return { type, arcs, id: long ?? undefined, properties: { name: geometry.properties.name, two: short } };
}

function make(file, name, keep) {
  let atlas = JSON.parse(readFileSync(require.resolve(`world-atlas/${file}`), "utf8"));
  if (keep < 1) {
    const weighed = presimplify(atlas);
    atlas = quantize(simplify(weighed, quantile(weighed, 1 - keep)), 1e5);
  }
  const { type, arcs, transform } = atlas;
  const geometries = atlas.objects.countries.geometries.filter((one) => one.type).map(named);
  const made = { type, transform, objects: { countries: { type: "GeometryCollection", geometries } }, arcs };
  writeFileSync(join(target, name), JSON.stringify(made));
}

mkdirSync(target, { recursive: true });
make("countries-110m.json", "world-coarse.json", 1);
make("countries-50m.json", "world-fine.json", 0.5);
