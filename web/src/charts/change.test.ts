import { expect, test } from "vitest";
import { CLASSES, classOf, sign, surprise } from "./change";

test("one to two is no alarm, one hundred to two hundred is", () => {
  expect(classOf(2, 1)).toBe("same");
  expect(classOf(200, 100)).toBe("much-more");
});

test("the same in both directions", () => {
  expect(surprise(9, 4)).toBeCloseTo(-surprise(4, 9));
  expect(classOf(100, 200)).toBe("much-less");
  expect(classOf(5, 14)).toBe("less");
  expect(classOf(14, 5)).toBe("more");
});

test("not known is never no change", () => {
  expect(classOf(null, 3)).toBe("unknown");
  expect(classOf(0, undefined)).toBe("unknown");
  expect(classOf(0, 0)).toBe("same");
});

test("each class has its own sign", () => {
  expect(new Set(CLASSES.map(sign)).size).toBe(CLASSES.length);
});
