/** Every screen: its address, its key after `g`, who may open it, and how it is loaded (each by itself, when asked). */
import { type Match, matched as found, type Route } from "./routes.table";
import Morning from "./screens/morning/Morning.svelte";

export { loaded, type Route } from "./routes.table";

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
  { name: "desk", at: ["/desk", "/warnings/{id}"], key: "d", action: "read", rail: "make", load: () => import("./screens/desk/Desk.svelte") },
  { name: "admin", at: ["/admin", "/admin/{part}"], key: "a", action: ["read", "people", "handle", "audit", "keep"], rail: "keep", load: () => import("./screens/admin/Admin.svelte") },
  { name: "settings", at: ["/settings"], key: ",", rail: "keep", load: () => import("./screens/settings/Settings.svelte") },
];

/** Which screen an address is of; null if none. */
export const matched = (path: string): Match | null => found(path, ROUTES);
