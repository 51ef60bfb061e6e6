import { en } from "./en";
import { ja } from "./ja";

/** A language that people read here. */
export type Lang = "en" | "ja";
/** A label of a page. */
export type Key = keyof typeof en;

/** The names in braces of a message. */
export type Arguments<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Arguments<Rest>
  : never;

type Values<K extends Key> = [Arguments<(typeof en)[K]>] extends [never]
  ? []
  : [values: Record<Arguments<(typeof en)[K]>, string | number>];

/** Says a label; a forgotten argument does not compile. */
export type Say = <K extends Key>(key: K, ...values: Values<K>) => string;

const MESSAGES = { en, ja };

/** How labels are said in a language. */
export function saying(lang: Lang): Say {
  const numbers = new Intl.NumberFormat(lang);
  return (key, ...[values]) => {
    const given: Record<string, string | number> = values ?? {};
    const forms = MESSAGES[lang][key].split("|");
    const form = (given.count === 1 ? forms[0] : forms.at(-1)) ?? "";
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = given[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? "");
    });
  };
}

/** Whether a text from the server is the last part of a known label, such as `verdict.` + `blocking`. */
export function known(prefix: string, rest: string): Key | undefined {
  const key = `${prefix}.${rest}`;
  return key in en ? (key as Key) : undefined;
}

/** A word of an answer in the reader's language; one that nobody here knows stays as it is. */
export function word(say: Say, prefix: string, text: string): string {
  const key = known(prefix, text);
  return key ? (say as (key: Key) => string)(key) : text;
}

/** Sentences one after the other; Japanese ones need no space between them. */
export function sentences(parts: string[]): string {
  return parts.join(" ").replaceAll("。 ", "。");
}
