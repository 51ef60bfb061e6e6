import type { ReactNode } from "react";

/** Pairs of a word and what stands for it; pairs without content are left out. */
export function Facts({ of, className }: { of: [word: string, content: ReactNode][]; className?: string }) {
  const there = of.filter(
    ([, content]) => content !== null && content !== undefined && content !== "" && content !== false,
  );
  return (
    <dl className={`facts ${className ?? ""}`}>
      {there.map(([word, content]) => (
        <div key={word} style={{ display: "contents" }}>
          <dt>{word}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}
