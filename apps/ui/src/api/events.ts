import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

/** How far work of the server is. */
export interface Progress {
  id: string;
  kind: "sync" | "import" | "watch";
  label: string;
  done: number;
  total: number | null;
  unit: "bytes" | "checks" | "feeds";
  state: "running" | "done" | "failed";
}

/** Answers that are asked for anew when something changed, by the name of their question. */
const RENEWED: Record<string, string[]> = {
  work: ["work"],
  devices: ["devices", "work"],
  sites: ["sites", "work"],
  feeds: ["feeds", "work"],
};

/** What an event says, or nothing when it is of another version. */
export function read(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Work that runs now, by id; what has ended is left out. */
export function following(running: readonly Progress[], told: Progress): readonly Progress[] {
  const others = running.filter(({ id }) => id !== told.id);
  return told.state === "running" ? [...others, told] : others;
}

let running: readonly Progress[] = [];
const watching = new Set<() => void>();

function set(now: readonly Progress[]) {
  running = now;
  for (const tell of watching) tell();
}

/** What the server does now, as far as it was told. */
export function useRunning(): readonly Progress[] {
  return useSyncExternalStore(
    (tell) => {
      watching.add(tell);
      return () => watching.delete(tell);
    },
    () => running,
  );
}

function listen(client: QueryClient): EventSource {
  const stream = new EventSource("/api/v1/events");
  stream.addEventListener("open", () => set([]));
  stream.addEventListener("changed", (event: MessageEvent<string>) => {
    const { what } = read(event.data);
    for (const key of RENEWED[String(what)] ?? []) void client.invalidateQueries({ queryKey: [key] });
  });
  stream.addEventListener("progress", (event: MessageEvent<string>) => {
    const told = read(event.data);
    if (typeof told.id === "string") set(following(running, told as unknown as Progress));
  });
  return stream;
}

/**
 * Renews answers when the server says that something changed. Only a page in sight listens, since browsers open few connections to
 * one server; without a stream pages renew themselves as before.
 */
export function useEvents() {
  const client = useQueryClient();
  useEffect(() => {
    if (typeof EventSource === "undefined") return;
    let stream: EventSource | undefined;
    const follow = () => {
      const seen = document.visibilityState === "visible";
      if (seen && !stream) stream = listen(client);
      if (!seen && stream) {
        stream.close();
        stream = undefined;
        set([]);
      }
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      stream?.close();
      set([]);
    };
  }, [client]);
}
