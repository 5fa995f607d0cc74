/** Where a reference leads: countries and entities have screens of their own, everything else opens the drawer. */
import { address } from "./address.svelte";

export interface Ref {
  table: string;
  id: string;
  label: string;
}

export function whereOf(table: string, id: string): string {
  if (table === "countries") return address.with({ place: id });
  if (table === "entities") return address.to(`/entities/${encodeURIComponent(id)}`);
  if (table === "questions" && !/^[0-9a-f]{32}$/.test(id)) return address.to(`/questions/${encodeURIComponent(id)}`);
  if (table === "requirements" && !/^[0-9a-f]{32}$/.test(id)) return address.to(`/requirements/${encodeURIComponent(id)}`);
  return address.with({ open: `${table}:${id}` });
}

/** A label without the address that may follow a report's title: the address has its own line. */
export const titleOf = (label: string): string => label.replace(/ · https?:\/\/\S+$/, "");

/** "table:id" of the address, if it can name a row. */
export function opened(text: string | null): { table: string; id: string } | null {
  const found = /^([a-z_]{1,30}):(.{1,200})$/.exec(text ?? "");
  return found ? { table: found[1]!, id: found[2]! } : null;
}
