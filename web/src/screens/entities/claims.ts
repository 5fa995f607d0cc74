/*
 * Claims side by side: one row for each predicate, one column for each answer to it, each answer with whoever gives it.
 * A predicate with one right answer to which sources give several is a conflict and stands first.
 */
import type { Shapes } from "../../api/client";

export type Claim = Shapes["ClaimShape"];
export interface Answer {
  object: string;
  claims: Claim[];
}
export interface Asked {
  predicate: string;
  contested: boolean;
  answers: Answer[];
}

/** `contested` names predicates, some with the day since when they hold ("holder @ 2024-03-01"). */
export function sideBySide(claims: readonly Claim[], contested: readonly string[]): Asked[] {
  const conflict = new Set(contested.map((one) => one.split(" @ ")[0]));
  const rows = new Map<string, Map<string, Claim[]>>();
  for (const one of claims) {
    const predicate = one.predicate ?? "";
    const answers = rows.get(predicate) ?? new Map<string, Claim[]>();
    rows.set(predicate, answers);
    const object = (one.object ?? "").trim();
    answers.set(object, [...(answers.get(object) ?? []), one]);
  }
  return [...rows]
    .map(([predicate, answers]) => ({
      predicate,
      contested: conflict.has(predicate),
      answers: [...answers]
        .map(([object, given]) => ({ object, claims: given.toSorted((a, b) => (a.grade < b.grade ? -1 : a.grade > b.grade ? 1 : a.known_at < b.known_at ? -1 : 1)) }))
        .sort((a, b) => new Set(b.claims.map((one) => one.source)).size - new Set(a.claims.map((one) => one.source)).size || (a.object < b.object ? -1 : 1)),
    }))
    .sort((a, b) => Number(b.contested) - Number(a.contested) || (a.predicate < b.predicate ? -1 : 1));
}

/** "since … until …" of a claim, or nothing. */
export function held(claim: Claim): { from: string | null; to: string | null } | null {
  return claim.valid_from || claim.valid_to ? { from: claim.valid_from, to: claim.valid_to } : null;
}
