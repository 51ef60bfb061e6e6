import { defineConfig } from "vitest/config";
import { compressed } from "./compressed.ts";

/** Where `tutela serve` listens while somebody works on the pages. */
const server = process.env.TUTELA_SERVER ?? "http://127.0.0.1:8443";

export default defineConfig({
  plugins: [compressed()],
  build: {
    outDir: "dist/pages",
    target: "es2023",
    // Old browsers are not served; the polyfill would be the only code that is not ours or React's.
    modulePreload: { polyfill: false },
    // A picture inlined as data: would need a wider content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    license: { fileName: "licences.md" },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "frame",
              test: /node_modules[\\/](react|react-dom|scheduler|wouter|@tanstack[\\/](react-query|query-core))[\\/]/,
            },
          ],
        },
      },
      // TanStack marks its modules for server rendering, which there is none of here.
      onLog(level, log, otherwise) {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") otherwise(level, log);
      },
    },
  },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "tests/*.test.ts"],
    globalSetup: "./tests/build.ts",
  },
});
