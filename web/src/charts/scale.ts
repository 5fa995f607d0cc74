/*
 * From values to places on a chart: linear and square-root scales, round ticks, and steps of calendar time.
 * Pure: numbers in, numbers out. Time is milliseconds since 1970, in UTC throughout.
 */

export type Scale = ((value: number) => number) & {
  domain: [number, number];
  range: [number, number];
  invert: (at: number) => number;
};

/** Straight from `domain` to `range`. A domain of no width maps to the middle. */
export function linear(domain: [number, number], range: [number, number]): Scale {
  const [a, b] = domain;
  const [from, to] = range;
  const width = b - a;
  const scale = (value: number) => (width === 0 ? (from + to) / 2 : from + ((value - a) / width) * (to - from));
  const invert = (at: number) => (to === from ? a : a + ((at - from) / (to - from)) * width);
  return Object.assign(scale, { domain, range, invert });
}

/** Straight in log(1 + value): room for the small beside the large, and zero keeps a place. */
export function logarithmic(domain: [number, number], range: [number, number]): Scale {
  const inner = linear([Math.log1p(domain[0]), Math.log1p(domain[1])], range);
  const scale = (value: number) => inner(Math.log1p(Math.max(value, 0)));
  return Object.assign(scale, { domain, range, invert: (at: number) => Math.expm1(inner.invert(at)) });
}

/** Radius of a mark whose area says how many. */
export function radius(count: number, most: number, largest: number, least = 2): number {
  return most <= 0 || count <= 0 ? least : Math.max(least, largest * Math.sqrt(count / most));
}

/** About `wanted` round numbers (1, 2 or 5 times a power of ten) within [low, high]. */
export function ticks(low: number, high: number, wanted = 5): number[] {
  if (!(high > low) || wanted < 1) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw * 0.999) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Ticks for a logarithmic scale that begins at zero: 0, 1, 3, 10, 30 … up to the largest. */
export function logTicks(high: number, most = 7): number[] {
  const all = [0, 1, 3];
  for (let power = 10; power <= high; power *= 10) all.push(power, 3 * power);
  const inside = all.filter((one) => one <= high);
  if (inside.length <= most) return inside;
  return inside.filter((one) => one === 0 || Math.log10(one) % 1 < 1e-9);
}

/** The next round number at or above: where an axis may end. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 8, 10].find((one) => one * power >= value * 0.9999) ?? 10) * power;
}
