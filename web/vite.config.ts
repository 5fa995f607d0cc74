// The page is compiled into the Python package: the server serves it and nothing else is needed at run time.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.SIMURG_PAGE_DIR ?? "../src/simurg/web/static",
    emptyOutDir: true,
    target: "es2023",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // What every screen needs comes in one file: the first screen asks for few things.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "core", test: /src\/(core|api)\/|src\/messages\/en|node_modules\/(svelte|esm-env|clsx)\/|lucide\/svelte\/dist\/(Icon|defaultAttributes|utils|context)/ }] } } },
  },
  server: { proxy: { "/api": process.env.SIMURG_API ?? "http://127.0.0.1:8000" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
