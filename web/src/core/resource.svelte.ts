/**
 * What a screen reads: asked again when its question, the as-of moment or the picture changes; what was there stays
 * until the new answer comes. Make it while a component is being made.
 *
 *     const stories = resource(() => ({ path: "/api/stories", query: { days: 7 } }));
 *     {#if stories.data} … {/if}
 */
import { type Answer, type Read, type Reading, type ReadPath, type Trouble, read, readingAddress } from "../api/client";
import { live } from "./live.svelte";

const KEPT = 60;
const kept = new Map<string, Answer<unknown>>();

export const forget = (): void => kept.clear();

export class Resource<T> {
  data = $state.raw<T | null>(null);
  etag = $state<string | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  loading = $state(false);
  private round = $state(0);
  /** Asks again. */
  reload = (): void => {
    this.round += 1;
  };
  get turn(): number {
    return this.round;
  }
}

export type Question<P extends ReadPath> = Reading & { path: P; still?: boolean };

export function resource<P extends ReadPath>(question: () => Question<P> | null): Resource<Read<P>> {
  const found = new Resource<Read<P>>();
  let asked = "";
  $effect(() => {
    const now = question();
    void found.turn;
    if (now === null) return;
    if (!now.still) void live.generation;
    const where = readingAddress(now.path, now);
    const before = kept.get(where) as Answer<Read<P>> | undefined;
    if (before && where !== asked) show(found, before);
    else if (where.split("?")[0] !== asked.split("?")[0]) found.data = null;
    asked = where;
    const stop = new AbortController();
    found.loading = true;
    read(now.path, { ...now, signal: stop.signal }).then(
      (answer) => {
        keep(where, answer);
        show(found, answer);
        live.heard();
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        found.loading = false;
        found.trouble = error as Trouble;
        if ((error as Trouble).lost) live.lose();
        else found.data = null;
      },
    );
    return () => stop.abort();
  });
  return found;
}

function show<T>(found: Resource<T>, answer: Answer<T>): void {
  found.data = answer.data;
  found.etag = answer.etag;
  found.trouble = null;
  found.loading = false;
}

function keep(where: string, answer: Answer<unknown>): void {
  kept.delete(where);
  kept.set(where, answer);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
}
