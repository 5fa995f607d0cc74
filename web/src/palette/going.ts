/* Where the palette leads: things that the server suggests, and commands of the page. */
import type { Shapes } from "../api/client";
import { address } from "../core/address.svelte";

export type Suggestion = Shapes["Suggestion"];

export function addressOfSuggestion(one: Suggestion): string {
  const id = encodeURIComponent(one.id);
  switch (one.kind) {
    case "entity":
      return address.to(`/entities/${id}`);
    case "country":
      return address.to("/map", { place: one.id });
    case "place":
      return address.to("/map", { spot: one.id, place: null });
    case "requirement":
      return address.to(`/requirements/${id}`);
    case "question":
      return address.to(`/questions/${id}`);
    case "product":
      return address.to(`/products/${id}`);
    case "source":
      return address.to("/search", { q: one.label, sources: one.id });
  }
}

/** A date that somebody typed as a moment to go back to: 2024-03-01, or 1.3.2024. Null if it is none. */
export function dateTyped(text: string): string | null {
  const words = text.trim();
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words) ?? swapped(/^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(words));
  if (!found) return null;
  const date = new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])));
  const text_of = Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
  return text_of.endsWith(`-${found[3]!.padStart(2, "0")}`) ? text_of : null;
}

const swapped = (found: RegExpExecArray | null): string[] | null => (found ? [found[0], found[3]!, found[2]!, found[1]!] : null);

/** Stretches of a text, those that were asked for marked. Marks count characters as Python does, not UTF-16 units. */
export function pieces(text: string, marks: readonly (readonly number[])[]): { text: string; marked: boolean }[] {
  const letters = [...text];
  const found: { text: string; marked: boolean }[] = [];
  let at = 0;
  const add = (to: number, marked: boolean) => {
    if (to > at) found.push({ text: letters.slice(at, to).join(""), marked });
    at = Math.max(at, to);
  };
  for (const mark of [...marks].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    const [from, to] = [Math.max(mark[0] ?? 0, at), Math.min(mark[1] ?? 0, letters.length)];
    if (to <= from) continue;
    add(from, false);
    add(to, true);
  }
  add(letters.length, false);
  return found;
}

/** How well words fit what was typed: whole beginning, beginning of a word, anywhere; -1 not at all. */
export function fits(words: string, typed: string): number {
  const [a, b] = [words.toLocaleLowerCase(), typed.trim().toLocaleLowerCase()];
  if (!b) return 1;
  const at = a.indexOf(b);
  return at < 0 ? -1 : at === 0 ? 3 : /\s/.test(a[at - 1]!) ? 2 : 1;
}
