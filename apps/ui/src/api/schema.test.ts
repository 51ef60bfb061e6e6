// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, it } from "vitest";
import type { components } from "./schema";
import type * as mine from "./server";

type Shapes = components["schemas"];

/** Words of an answer are texts in the description. */
type Plain<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends (infer Row)[]
      ? Plain<Row>[]
      : { [Field in keyof T]: Plain<T[Field]> };

/** What the server describes can be read as what pages read; another field or type does not compile. */
type Held<Described, Read> = Described extends Plain<Read> ? true : never;

const held: [
  Held<Shapes["Session"], mine.Session>,
  Held<Shapes["Work"], mine.Work>,
  Held<Shapes["KeptPage"], mine.Page<mine.Kept>>,
  Held<Shapes["RevisionPage"], mine.Page<mine.Revision>>,
  Held<Shapes["Put"], mine.Put>,
  Held<Shapes["LogPage"], mine.LogPage>,
  Held<Shapes["Networks"], mine.Networks>,
  Held<Shapes["Users"], { items: mine.User[] }>,
  Held<Shapes["MadeUser"], mine.MadeUser>,
  Held<Shapes["Tokens"], { items: mine.Token[] }>,
  Held<Shapes["MadeToken"], mine.MadeToken>,
  Held<Shapes["Card"], mine.Card>,
  Held<Shapes["Found"], mine.Found>,
  Held<Shapes["Releases"], mine.Releases>,
  Held<Shapes["ComponentPage"], mine.ComponentPage>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

it("the types of the server's own answers are those that it describes", async () => {
  expect(held.every(Boolean)).toBe(true);
  const described = pathToFileURL(resolve(import.meta.dirname, "../../../../docs/openapi.json"));
  const types = astToString(await openapiTS(described));
  const kept = readFileSync(resolve(import.meta.dirname, "schema.d.ts"), "utf8");
  const body = (text: string) => text.slice(text.indexOf("export interface paths"));
  expect(body(kept), "npm run types").toBe(body(types));
});
