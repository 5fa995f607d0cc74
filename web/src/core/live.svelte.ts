/**
 * The live line to the server: a word that changes when the picture changes, one's own jobs, and whether the server is
 * there at all. When it is lost the page stays readable, writings wait in the outbox, and it tries again by itself.
 */

import { clock } from "./clock.svelte";

export interface Job {
  job: string;
  command: string;
  state: "queued" | "running" | "done" | "failed";
  progress: { doing: string; documents: number; rows: number };
  result: Record<string, unknown> | null;
  error: { kind: string | null; what: string | null; hint: string | null } | null;
}
type Heard<T> = (told: T) => void;

class Live {
  /** Changes when rows come that this reader sees. */
  generation = $state("");
  state = $state<"off" | "here" | "lost">("off");
  /** When the last word came, by this machine's clock. */
  last = $state<Date | null>(null);
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private jobs = new Set<Heard<Job>>();
  private backs = new Set<() => void>();
  private tries = 0;

  open(): void {
    this.close();
    const source = new EventSource("/api/live");
    this.source = source;
    source.onopen = () => this.heard();
    source.onerror = () => void this.doubt();
    source.addEventListener("hello", (event) => clock.set(JSON.parse((event as MessageEvent).data).now));
    source.addEventListener("picture", (event) => {
      const word = String(JSON.parse((event as MessageEvent).data).generation ?? "");
      if (word !== this.generation) this.generation = word;
      this.heard();
    });
    source.addEventListener("job", (event) => {
      const job = JSON.parse((event as MessageEvent).data) as Job;
      this.heard();
      for (const one of this.jobs) one(job);
    });
  }

  close(): void {
    this.source?.close();
    this.source = null;
    if (this.timer) clearTimeout(this.timer);
    this.state = "off";
  }

  /** A word came: the server is there. */
  heard(): void {
    const was = this.state;
    this.last = new Date();
    this.tries = 0;
    if (was === "off" && this.source === null) return;
    this.state = "here";
    if (was === "lost") for (const one of this.backs) one();
  }

  /** The line broke: is the server gone, or only the line? */
  private async doubt(): Promise<void> {
    const source = this.source;
    source?.close();
    try {
      const response = await fetch("/api/me", { credentials: "same-origin" });
      if (response.status >= 500) throw new Error("not there");
      if (response.status === 401 || this.source !== source || source === null) return;
      this.heard();
      this.timer = setTimeout(() => this.open(), 5_000);
    } catch {
      if (this.source === source) this.lose();
    }
  }

  lose(): void {
    if (this.source === null) return;
    this.state = "lost";
    this.source.close();
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.again(), Math.min(1_000 * 2 ** this.tries++, 15_000));
  }

  private async again(): Promise<void> {
    if (this.source === null) return;
    try {
      const response = await fetch("/api/me", { credentials: "same-origin" });
      if (response.status >= 500) throw new Error("not yet");
      const tries = this.tries;
      this.open();
      this.tries = tries;
      this.state = "lost";
      this.heard();
    } catch {
      this.lose();
    }
  }

  onJob(one: Heard<Job>): () => void {
    this.jobs.add(one);
    return () => this.jobs.delete(one);
  }

  /** When the server is there again after it was lost. */
  onReturn(one: () => void): () => void {
    this.backs.add(one);
    return () => this.backs.delete(one);
  }
}

export const live = new Live();
