/** Short messages of what happened; read out politely, gone after a while unless something went wrong. */

export type Tone = "good" | "warn" | "bad";
export interface Toast {
  id: number;
  text: string;
  tone: Tone;
  undo?: () => void;
}

class Toasts {
  list = $state<Toast[]>([]);
  private next = 1;

  say(text: string, tone: Tone = "good", undo?: () => void): void {
    const id = this.next++;
    this.list = [...this.list.slice(-3), { id, text, tone, undo }];
    if (tone !== "bad") setTimeout(() => this.drop(id), undo ? 12_000 : 6_000);
  }

  drop(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
  }
}

export const toasts = new Toasts();
