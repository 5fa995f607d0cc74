/**
 * Keys for everything: a screen lends its keys while it is shown (`useKeys`), the newest lender goes first. `g` and a
 * letter opens a screen. Nothing fires while somebody types, or while a dialog that did not lend keys is open.
 */

import { untrack } from "svelte";

export interface Key {
  key: string;
  what: string;
  run: (event: KeyboardEvent) => void;
}

class Keys {
  layers = $state.raw<{ keys: Key[]; modal: boolean }[]>([]);
  screens = new Map<string, () => void>();
  private waiting = 0;

  lend(keys: Key[], modal = false): () => void {
    const layer = { keys, modal };
    this.layers = [...untrack(() => this.layers), layer];
    return () => {
      this.layers = untrack(() => this.layers).filter((one) => one !== layer);
    };
  }

  /** Every key that works now, newest first. */
  get known(): Key[] {
    const seen = new Set<string>();
    return this.layers.toReversed().flatMap((layer) => layer.keys).filter((one) => !seen.has(one.key) && seen.add(one.key));
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const name = event.ctrlKey || event.metaKey ? `ctrl+${event.key.toLowerCase()}` : event.key;
    if (event.altKey || (typing(event.target) && !name.startsWith("ctrl+"))) return;
    if (this.waiting && Date.now() - this.waiting < 1_500) {
      this.waiting = 0;
      const open = this.screens.get(name);
      if (open) {
        event.preventDefault();
        open();
        return;
      }
    }
    const modal = this.layers.some((layer) => layer.modal);
    if (name === "g" && !modal) {
      this.waiting = Date.now();
      return;
    }
    for (const layer of this.layers.toReversed()) {
      const found = layer.keys.find((one) => one.key === name);
      if (found) {
        event.preventDefault();
        found.run(event);
        return;
      }
      if (layer.modal) return;
    }
  }
}

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
}

export const keys = new Keys();

/** Lends keys for as long as the component lives. */
export function useKeys(lent: () => Key[], modal = false): void {
  $effect(() => keys.lend(lent(), modal));
}
