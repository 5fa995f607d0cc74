import { describe, expect, test } from "vitest";
import { addressOf } from "../api/client";
import { matched, type Route } from "../routes.table";
import { csvOf } from "./download";
import { opened } from "./refs";

const routes: Route[] = [
  { name: "morning", at: ["/", "/morning"], load: () => { throw new Error("not asked"); } },
  { name: "entity", at: ["/entities", "/entities/{key}"], load: () => { throw new Error("not asked"); } },
];

describe("addresses", () => {
  test("a screen is found by its address, with its parts", () => {
    expect(matched("/", routes)?.route.name).toBe("morning");
    expect(matched("/morning/", routes)?.route.name).toBe("morning");
    expect(matched("/entities/org%2Fone", routes)?.parts).toEqual({ key: "org/one" });
  });

  test.each(["/nowhere", "/entities/a/b", "/entities/%E0%A4%A"])("%s is no screen", (path) => {
    expect(matched(path, routes)).toBeNull();
  });

  test("parts and parameters are escaped, and what is empty is left out", () => {
    expect(addressOf("/api/entities/{key}", { key: "a/b?c" }, { q: "x y", none: null, list: [1, 2] })).toBe("/api/entities/a%2Fb%3Fc?q=x+y&list=1&list=2");
  });

  test.each([["reports:abc", { table: "reports", id: "abc" }], ["reports:", null], ["<b>:x", null], [null, null]])("%s names a row or none", (text, row) => {
    expect(opened(text)).toEqual(row);
  });
});

describe("tables as files", () => {
  test("cells with commas, quotes and lines are quoted", () => {
    expect(csvOf(["a"], [['say "x", y'], ["two\nlines"]])).toBe('a\r\n"say ""x"", y"\r\n"two\nlines"\r\n');
  });

  test.each(["=1+1", "+1", "-1", "@sum", "\t=1"])("%j is no formula in a spreadsheet", (text) => {
    expect(csvOf(["a"], [[text]])).toContain(`'${text}`);
  });

  test("a negative number stays a number, and what is missing is empty", () => {
    expect(csvOf(["a", "b"], [[-1.5, null]])).toBe("a,b\r\n-1.5,\r\n");
  });
});
