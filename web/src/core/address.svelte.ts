/**
 * Where the reader is, and what is selected: both live in the address, so that a link, the back button and a second
 * window show the same. One selection (place, actor, period, as-of moment) is shared by every screen; `open` names
 * the row whose evidence the drawer shows. Parameters of one screen are dropped when another is opened.
 */

export const SHARED = ["place", "actor", "from", "to", "as_of"] as const;
export type Shared = (typeof SHARED)[number];
export type Changes = Record<string, string | null | undefined>;

class Address {
  path = $state(typeof location === "undefined" ? "/" : location.pathname);
  private search = $state(typeof location === "undefined" ? "" : location.search);
  readonly query = $derived(new URLSearchParams(this.search));

  get(name: string): string | null {
    return this.query.get(name) || null;
  }

  /** The address of a screen with the shared selection, and `changes` on top of it; null takes one away. */
  to(path: string, changes: Changes = {}): string {
    const next = new URLSearchParams();
    for (const name of SHARED) if (this.query.get(name)) next.set(name, this.query.get(name)!);
    return joined(path, next, changes);
  }

  /** This same screen with other parameters. */
  with(changes: Changes): string {
    return joined(this.path, new URLSearchParams(this.query), changes);
  }

  go(address: string, how: { replace?: boolean } = {}): void {
    const before = this.path;
    if (how.replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.read();
    if (this.path !== before) window.scrollTo(0, 0);
  }

  set(changes: Changes, how: { replace?: boolean } = {}): void {
    this.go(this.with(changes), how);
  }

  read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }
}

function joined(path: string, query: URLSearchParams, changes: Changes): string {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const address = new Address();

/** The shared selection as words for the API. */
export const selection = {
  get place() { return address.get("place"); },
  get actor() { return address.get("actor"); },
  get from() { return address.get("from"); },
  get to() { return address.get("to"); },
  get asOf() { return address.get("as_of"); },
};

/** Plain clicks on our own links stay in the page; everything else is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  const where = new URL(link.href);
  if (where.origin !== location.origin || where.pathname.startsWith("/api/")) return;
  if (where.pathname === location.pathname && where.search === location.search && where.hash) return;
  event.preventDefault();
  address.go(where.pathname + where.search + where.hash);
}
