/** Finding the screen of an address; the screens themselves are listed in routes.ts. */
import type { Component } from "svelte";

export type Loaded = { default: Component<any> };
export interface Route {
  name: string;
  at: string[];
  load: () => Promise<Loaded> | Loaded;
  key?: string;
  /** Who may open it: any one of these. */
  action?: string | readonly string[];
  rail?: "watch" | "know" | "make" | "keep";
}

const screens = new Map<string, Promise<Loaded>>();

/** A screen is loaded once; a failed try is forgotten, so that it can be tried again. */
export function loaded(route: Route): Promise<Loaded> | Loaded {
  const before = screens.get(route.name);
  if (before) return before;
  const now = route.load();
  if (!(now instanceof Promise)) return now;
  screens.set(route.name, now);
  now.catch(() => screens.delete(route.name));
  return now;
}

export interface Match {
  route: Route;
  parts: Record<string, string>;
}

/** Which screen an address is of; null if none. */
export function matched(path: string, routes: readonly Route[]): Match | null {
  const steps = path.replace(/\/+$/, "").split("/");
  for (const route of routes) {
    for (const at of route.at) {
      const wanted = at.replace(/\/+$/, "").split("/");
      if (wanted.length !== steps.length) continue;
      const parts: Record<string, string> = {};
      const fits = wanted.every((step, index) => {
        const name = /^\{(\w+)\}$/.exec(step)?.[1];
        if (name === undefined) return step === steps[index];
        try {
          parts[name] = decodeURIComponent(steps[index]!);
        } catch {
          return false;
        }
        return parts[name] !== "";
      });
      if (fits) return { route, parts };
    }
  }
  return null;
}
