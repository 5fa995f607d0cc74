const pieces = import.meta.glob<Record<string, string>>("./en/*.json", { eager: true, import: "default" });

const all: Record<string, string> = Object.assign({}, ...Object.values(pieces));
export default all;
