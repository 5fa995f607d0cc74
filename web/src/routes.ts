/** Every screen: its address, its key after `g`, who may open it, and how it is loaded (each by itself, when asked). */
import type { Component } from "svelte";
import Morning from "./screens/morning/Morning.svelte";

type Loaded = { default: Component<any> };
export interface Route {
  name: string;
  at: string[];
  load: () => Promise<Loaded> | Loaded;
  key?: string;
  action?: string;
  rail?: "watch" | "know" | "make" | "keep";
}

export const ROUTES: Route[] = [
  { name: "morning", at: ["/", "/morning"], key: "m", action: "read", rail: "watch", load: () => ({ default: Morning }) },
  { name: "map", at: ["/map"], key: "w", action: "read", rail: "watch", load: () => import("./screens/map/Map.svelte") },
  { name: "inbox", at: ["/inbox"], key: "i", action: "read", rail: "watch", load: () => import("./screens/inbox/Inbox.svelte") },
  { name: "forecasts", at: ["/forecasts", "/forecasts/{series}/{place}"], key: "f", action: "read", rail: "know", load: () => import("./screens/forecasts/Forecasts.svelte") },
  { name: "questions", at: ["/questions", "/questions/{name}"], key: "u", action: "read", rail: "know", load: () => import("./screens/forecasts/Questions.svelte") },
  { name: "entities", at: ["/entities", "/entities/{key}"], key: "e", action: "read", rail: "know", load: () => import("./screens/entities/Entities.svelte") },
  { name: "network", at: ["/network"], key: "n", action: "read", rail: "know", load: () => import("./screens/entities/Network.svelte") },
  { name: "stories", at: ["/stories", "/stories/{report}"], key: "s", action: "read", rail: "know", load: () => import("./screens/stories/Stories.svelte") },
  { name: "search", at: ["/search"], action: "read", load: () => import("./palette/Search.svelte") },
  { name: "products", at: ["/products", "/products/{id}"], key: "p", action: "read", rail: "make", load: () => import("./screens/products/Products.svelte") },
  { name: "requirements", at: ["/requirements", "/requirements/{name}"], key: "r", action: "read", rail: "make", load: () => import("./screens/requirements/Requirements.svelte") },
  { name: "desk", at: ["/desk"], key: "d", action: "read", rail: "make", load: () => import("./screens/desk/Desk.svelte") },
  { name: "admin", at: ["/admin", "/admin/{part}"], key: "a", rail: "keep", load: () => import("./screens/admin/Admin.svelte") },
  { name: "settings", at: ["/settings"], key: ",", rail: "keep", load: () => import("./screens/settings/Settings.svelte") },
];

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
export function matched(path: string, routes: readonly Route[] = ROUTES): Match | null {
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
