import { useSyncExternalStore } from "react";

const KEPT = "tutela.keys";
const watching = new Set<() => void>();

/** Whether single letters do something; whoever dictates or meets them by accident switches them off (WCAG 2.1.4). */
export function keysOn(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

/** Switches them on or off, in this browser. */
export function switchKeys(on: boolean) {
  if (on) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "off");
  for (const tell of watching) tell();
}

/** The same for a page that shows it. */
export function useKeysOn(): boolean {
  return useSyncExternalStore((tell) => {
    watching.add(tell);
    return () => watching.delete(tell);
  }, keysOn);
}

/** What a pressed key asks of a page: nothing while somebody types, holds another key, or has switched keys off. */
export function asksFor(event: KeyboardEvent): string {
  const { target, ctrlKey, metaKey, altKey, key, defaultPrevented, isComposing } = event;
  const fields = "input, textarea, select, [contenteditable]";
  const typing = target instanceof Element && target.closest(fields) !== null;
  return typing || ctrlKey || metaKey || altKey || defaultPrevented || isComposing || !keysOn() ? "" : key;
}
