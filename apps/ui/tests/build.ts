import { execFileSync } from "node:child_process";

/** Not where the program takes its pages from: it would be built anew after every test. */
export const BUILT = "../../target/pages-of-tests";

/** The tests of the build look at one that is made now. */
export default function build() {
  // The test runner's own NODE_ENV would build React with its helps for developers.
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync("npx", ["vite", "build", "--logLevel", "error", "--outDir", BUILT, "--emptyOutDir"], {
    stdio: ["ignore", "ignore", "inherit"],
    env,
  });
}
