import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Lang, type Say, saying } from "./say";

const KEPT = "tutela.language";

interface Speaking {
  lang: Lang;
  say: Say;
  choose: (lang: Lang) => void;
}

const Context = createContext<Speaking | undefined>(undefined);

/** The reader's language: what was chosen here, else what the browser prefers. */
function preferred(): Lang {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "ja") return kept;
  return navigator.languages.find((tag) => /^(en|ja)\b/.test(tag))?.startsWith("ja") ? "ja" : "en";
}

/** Gives everything below it the reader's language. */
export function Language({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const speaking = useMemo(
    () => ({
      lang,
      say: saying(lang),
      choose: (chosen: Lang) => {
        localStorage.setItem(KEPT, chosen);
        setLang(chosen);
      },
    }),
    [lang],
  );
  return <Context.Provider value={speaking}>{children}</Context.Provider>;
}

/** The reader's language and how labels are said in it. */
export function useSpeaking(): Speaking {
  const speaking = useContext(Context);
  if (!speaking) throw new Error("a page stands outside <Language>");
  return speaking;
}

/** A name that is written in both languages, or in one. */
export function named(lang: Lang, thing: { name_en?: string | null; name_ja?: string | null }, otherwise = ""): string {
  const [first, second] = lang === "ja" ? [thing.name_ja, thing.name_en] : [thing.name_en, thing.name_ja];
  return first || second || otherwise;
}
