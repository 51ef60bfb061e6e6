import * as Dialog from "@radix-ui/react-dialog";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useSpeaking } from "../words/lang";

/** Explains beside the page; the list behind keeps its place and stays usable, Escape closes and leads back to it. */
export function Drawer(props: {
  title: ReactNode;
  open: boolean;
  close: () => void;
  /** What it is about: another one is read from its title on. */
  about?: string | undefined;
  children: ReactNode;
}) {
  const { say } = useSpeaking();
  const before = useRef<Element | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useRef(props.about);
  // Before anything inside takes the focus by itself.
  useLayoutEffect(() => {
    if (props.open) before.current = document.activeElement;
  }, [props.open]);
  useEffect(() => {
    if (shown.current === props.about) return;
    const other = shown.current !== undefined && props.about !== undefined;
    shown.current = props.about;
    const here = document.activeElement;
    const within = here === document.body || title.current?.closest(".drawer")?.contains(here);
    if (other && within) title.current?.focus();
  }, [props.about]);
  return (
    // Not modal: a modal one would write a <style> of its own, which the content security policy forbids.
    <Dialog.Root modal={false} open={props.open} onOpenChange={(open) => !open && props.close()}>
      <Dialog.Content
        className="drawer"
        aria-describedby={undefined}
        onInteractOutside={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
      >
        <div className="row between">
          <Dialog.Title className="title break" ref={title} tabIndex={-1}>
            {props.title}
          </Dialog.Title>
          <Dialog.Close asChild>
            <button type="button" className="ghost">
              {say("app.close")}
            </button>
          </Dialog.Close>
        </div>
        {props.children}
      </Dialog.Content>
    </Dialog.Root>
  );
}
