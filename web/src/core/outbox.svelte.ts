/**
 * Writings that the server did not take because it was not there: kept in this browser for this person, and sent again
 * with the same Idempotency-Key when it returns, so that nothing is lost and nothing is done twice. What the server
 * then refuses stays to be read, with the reason, until the person lets it go. Drafts of forms are kept the same way.
 */
import { send, type Answer, Trouble } from "../api/client";
import { live } from "./live.svelte";

export interface Letter {
  key: string;
  who: string;
  what: string;
  method: string;
  where: string;
  body: unknown;
  ifMatch: string | null;
  at: string;
  refused: string | null;
  /** Refused because somebody changed the thing meanwhile (412): both texts are to be shown. */
  met?: boolean;
}

class Outbox {
  letters = $state<Letter[]>([]);
  private who = "";
  private sending = false;
  private done = new Set<(letter: Letter, answer: Answer<unknown>) => void>();

  belong(who: string): void {
    this.who = who;
    this.letters = kept<Letter[]>(`outbox:${who}`) ?? [];
    live.onReturn(() => void this.flush());
    if (this.letters.length > 0) void this.flush();
  }

  /** Sends now; if the server is lost the letter is kept and null comes back. Other troubles are the caller's. */
  async post<T>(what: string, method: string, where: string, body?: unknown, ifMatch: string | null = null): Promise<Answer<T> | null> {
    const key = crypto.randomUUID();
    try {
      return await send<T>(method, where, body, ifMatch, key);
    } catch (error) {
      if (!(error instanceof Trouble) || !(error.lost || error.status === 401)) throw error;
      this.letters.push({ key, who: this.who, what, method, where, body, ifMatch, at: new Date().toISOString(), refused: null });
      this.store();
      live.lose();
      return null;
    }
  }

  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (const letter of this.letters.filter((one) => one.refused === null)) {
        try {
          const answer = await send(letter.method, letter.where, letter.body, letter.ifMatch, letter.key);
          this.drop(letter.key);
          for (const one of this.done) one(letter, answer);
        } catch (error) {
          if (error instanceof Trouble && (error.lost || error.status === 401 || error.status === 429 || error.status === 503)) return;
          const found = this.letters.find((one) => one.key === letter.key);
          if (found) {
            found.refused = error instanceof Error ? error.message : String(error);
            found.met = error instanceof Trouble && error.status === 412;
          }
          this.store();
        }
      }
    } finally {
      this.sending = false;
    }
  }

  /** Whether it is still to be sent. */
  waits(key: string): boolean {
    return this.letters.some((one) => one.key === key && one.refused === null);
  }

  /** It is no longer shown side by side; it stays on the desk to be read. */
  putAside(key: string): void {
    const found = this.letters.find((one) => one.key === key);
    if (found) found.met = false;
    this.store();
  }

  drop(key: string): void {
    this.letters = this.letters.filter((one) => one.key !== key);
    this.store();
  }

  onSent(one: (letter: Letter, answer: Answer<unknown>) => void): () => void {
    this.done.add(one);
    return () => this.done.delete(one);
  }

  private store(): void {
    keep(`outbox:${this.who}`, this.letters.length > 0 ? $state.snapshot(this.letters) : null);
  }
}

export const outbox = new Outbox();

/** What a person has begun to write, until it is saved. */
export const drafts = {
  read: <T>(name: string): T | null => kept<T>(`draft:${name}`),
  write: (name: string, value: unknown): void => keep(`draft:${name}`, value),
};

/** Leaves nothing of this person in the browser. */
export function emptyBrowser(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith("simurg:")) localStorage.removeItem(name);
}

function kept<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(`simurg:${name}`) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function keep(name: string, value: unknown): void {
  if (value === null) localStorage.removeItem(`simurg:${name}`);
  else localStorage.setItem(`simurg:${name}`, JSON.stringify(value));
}
