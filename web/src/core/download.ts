/** Tables and pictures as files. Cells that a spreadsheet would run as a formula are kept as text. */

export type Cell = string | number | null | undefined;

export function csvOf(head: string[], rows: Cell[][]): string {
  const cell = (value: Cell): string => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function save(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

export const saveCsv = (name: string, head: string[], rows: Cell[][]): void => save(name, "\ufeff" + csvOf(head, rows), "text/csv");

const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "font", "text-anchor", "dominant-baseline"];

/** A picture as it is drawn now, with the colours of the page written into it. */
export function saveSvg(name: string, picture: SVGSVGElement): void {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const from = [picture, ...picture.querySelectorAll("*")];
  const into = [copy, ...copy.querySelectorAll("*")];
  from.forEach((one, index) => {
    const drawn = getComputedStyle(one);
    const target = into[index] as SVGElement;
    for (const property of DRAWN) if (drawn.getPropertyValue(property)) target.setAttribute(property, drawn.getPropertyValue(property));
    target.removeAttribute("class");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  save(name, new XMLSerializer().serializeToString(copy), "image/svg+xml");
}
