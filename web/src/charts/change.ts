/*
 * Change rather than level: how surprising a count is beside the count of the period before it of the same length.
 *
 * With both counts Poisson, 2(√now − √before)/√2 is close to a standard normal when nothing has changed (Anscombe 1948,
 * variance-stabilising root). Classes follow it, so that 1 → 2 is no alarm and 100 → 200 is. Nothing is known is a class
 * of its own: it is never "no change".
 */

export type Class = "much-less" | "less" | "same" | "more" | "much-more" | "unknown";
export const CLASSES: readonly Class[] = ["much-more", "more", "same", "less", "much-less", "unknown"];

/** Signed surprise: above 2 is more than chance would do once in 40 times. */
export function surprise(now: number, before: number): number {
  return Math.SQRT2 * (Math.sqrt(Math.max(now, 0)) - Math.sqrt(Math.max(before, 0)));
}

/** `null` in either place: not known. */
export function classOf(now: number | null | undefined, before: number | null | undefined): Class {
  if (now == null || before == null) return "unknown";
  const z = surprise(now, before);
  if (z >= 4) return "much-more";
  if (z >= 2) return "more";
  if (z <= -4) return "much-less";
  if (z <= -2) return "less";
  return "same";
}

/** A mark beside the colour, for those who do not see it. */
export function sign(of: Class): string {
  return { "much-more": "▲▲", more: "▲", same: "=", less: "▽", "much-less": "▽▽", unknown: "?" }[of];
}
