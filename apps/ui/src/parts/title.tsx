import { type ReactNode, useEffect } from "react";

/** The sentence a page opens with; it is the title of the window too. */
export function Title({ children, plain }: { children: ReactNode; plain: string }) {
  useEffect(() => {
    document.title = `${plain} · Tutela`;
  }, [plain]);
  return <h1>{children}</h1>;
}
