import { defineConfig } from "vitest/config";

/** People's journeys in a real browser, one after the other against one server. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/journeys/*.journey.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
