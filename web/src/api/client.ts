/**
 * Asking the server, with the types that OpenAPI gives. Readings carry the as-of moment of the address; writings carry
 * the CSRF token, an Idempotency-Key and, for things that others may edit, If-Match. Errors come as `Trouble` with the
 * server's own words (RFC 9457); a server that does not answer is `Trouble` with status 0.
 */
import { address } from "../core/address.svelte";
import type { components, paths } from "./schema";

export type Shapes = components["schemas"];
type Method = "post" | "put" | "patch" | "delete";
type Body<T> = T extends { content: { "application/json": infer B } } ? B : unknown;
type Answered<T> = T extends { responses: infer R } ? Body<R extends { 200: infer A } ? A : R extends { 201: infer B } ? B : R extends { 202: infer C } ? C : unknown> : unknown;
type Sent<T> = T extends { requestBody?: { content: { "application/json": infer B } } } ? B : unknown;
export type ReadPath = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
export type Read<P extends ReadPath> = paths[P] extends { get: infer G } ? Answered<G> : never;
export type WritePath<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Parts = Record<string, string | number>;
export type Query = Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>;

export class Trouble extends Error {
  constructor(readonly status: number, readonly kind: string, what: string, readonly hint = "", readonly places: { where: string; what: string }[] = [], readonly wait = 0) {
    super(what);
  }
  get lost(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  status: number;
}

/** Set by the session: who is signed in; `again` signs in afresh where the server wants that, and tells whether it was done. */
export const credentials = { csrf: "", signedOut: (): void => undefined, again: async (): Promise<boolean> => false };

export function addressOf(path: string, parts: Parts = {}, query: Query = {}): string {
  const filled = path.replace(/\{(\w+)(?::\w+)?\}/g, (_, name: string) => encodeURIComponent(String(parts[name] ?? "")));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

export interface Reading {
  parts?: Parts;
  query?: Query;
  /** Leave the as-of moment out: for what has no past, such as settings. */
  timeless?: boolean;
  signal?: AbortSignal;
}

export function readingAddress(path: string, how: Reading = {}): string {
  const query = how.timeless ? how.query : { as_of: address.get("as_of"), ...how.query };
  return addressOf(path, how.parts, query);
}

export async function read<P extends ReadPath>(path: P, how: Reading = {}): Promise<Answer<Read<P>>> {
  return ask(readingAddress(path, how), { signal: how.signal });
}

export interface Writing<B = unknown> {
  parts?: Parts;
  query?: Query;
  body?: B;
  ifMatch?: string | null;
  key?: string;
}

export async function write<M extends Method, P extends WritePath<M>>(
  method: M,
  path: P,
  how: Writing<paths[P] extends Record<M, infer O> ? Sent<O> : unknown> = {},
): Promise<Answer<paths[P] extends Record<M, infer O> ? Answered<O> : unknown>> {
  return send(method, addressOf(path as string, how.parts, how.query), how.body, how.ifMatch, how.key);
}

/** One writing by its address: also what the outbox sends again. */
export async function send<T>(method: string, where: string, body?: unknown, ifMatch?: string | null, key: string = crypto.randomUUID()): Promise<Answer<T>> {
  const headers: Record<string, string> = { "X-CSRF-Token": credentials.csrf, "Idempotency-Key": key };
  if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  if (ifMatch) headers["If-Match"] = ifMatch;
  return ask(where, { method: method.toUpperCase(), headers, body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body) });
}

async function ask<T>(where: string, how: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(where, { credentials: "same-origin", ...how });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new Trouble(0, "lost", "The server does not answer.");
  }
  if (!response.ok) {
    const trouble = await troubleOf(response, where);
    if (trouble.kind === "sign-in-again" && (await credentials.again())) return ask(where, renewed(how));
    throw trouble;
  }
  const text = await response.text();
  const json = text !== "" && response.headers.get("content-type")?.includes("json");
  return { data: (json ? JSON.parse(text) : text) as T, etag: response.headers.get("etag"), status: response.status };
}

/** The same request with the token of the new session. */
function renewed(how: RequestInit): RequestInit {
  const headers = new Headers(how.headers);
  if (headers.has("X-CSRF-Token")) headers.set("X-CSRF-Token", credentials.csrf);
  return { ...how, headers };
}

async function troubleOf(response: Response, where: string): Promise<Trouble> {
  let told: { type?: string; detail?: string; hint?: string; errors?: { where: string; what: string }[] } = {};
  try {
    told = await response.json();
  } catch {
    // not a problem of ours: a proxy's page, or nothing
  }
  if (response.status === 401 && !where.startsWith("/api/session")) credentials.signedOut();
  const kind = (told.type ?? "").split(":").pop() || "http";
  return new Trouble(response.status, kind, told.detail ?? `${response.status} ${response.statusText}`, told.hint, told.errors ?? [], Number(response.headers.get("retry-after") ?? 0));
}
