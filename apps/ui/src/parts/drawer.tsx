import * as Dialog from "@radix-ui/react-dialog";
import { type ReactNode, useRef } from "react";
import { useSpeaking } from "../words/lang";

/** Explains beside the page; the list behind keeps its place and stays usable, Escape closes and leads back to it. */
export function Drawer(props: { title: ReactNode; open: boolean; close: () => void; children: ReactNode }) {
  const { say } = useSpeaking();
  const before = useRef<Element | null>(null);
  return (
    // Not modal: a modal one would write a <style> of its own, which the content security policy forbids.
    <Dialog.Root modal={false} open={props.open} onOpenChange={(open) => !open && props.close()}>
      <Dialog.Content
        className="drawer"
        aria-describedby={undefined}
        onInteractOutside={(event) => event.preventDefault()}
        onOpenAutoFocus={() => {
          before.current = document.activeElement;
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
      >
        <div className="row between">
          <Dialog.Title className="title break">{props.title}</Dialog.Title>
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
