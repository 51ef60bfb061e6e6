import { QueryClient, queryOptions } from "@tanstack/react-query";
import type { Lang } from "../words/say";

/** What went wrong, as the server says it (RFC 9457), or that it said nothing. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly next: string,
  ) {
    super(title);
  }
}

/** No answer came: the cable, the server or a proxy. Its words are labels of the page. */
export class Unreachable extends Error {}

/** A request beside GET: the method and what goes in. */
export interface Sending {
  method: "POST" | "PUT" | "DELETE";
  json?: unknown;
  form?: FormData;
  body?: BodyInit;
  type?: string;
}

/** Asks the server; the language of its answer is the reader's. */
export async function ask<Answer>(
  lang: Lang,
  path: string,
  sending?: Sending,
  signal?: AbortSignal | null,
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": lang };
  const init: RequestInit = { headers, credentials: "same-origin", method: sending?.method ?? "GET" };
  if (signal) init.signal = signal;
  if (sending?.json !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(sending.json);
  } else if (sending?.form !== undefined) {
    // The browser names the type, with the boundary between the parts.
    init.body = sending.form;
  } else if (sending?.body !== undefined) {
    headers["Content-Type"] = sending.type ?? "application/octet-stream";
    init.body = sending.body;
  }
  const response = await fetch(`/api/v1${path}`, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new Unreachable("no answer", { cause });
  });
  if (response.status === 204) return undefined as Answer;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as Answer;
  throw problem(response.status, body);
}

function problem(status: number, body: unknown): Error {
  if (typeof body !== "object" || body === null) return new Unreachable(`status ${status} without an answer`);
  const text = (name: string) => {
    const value: unknown = Reflect.get(body, name);
    return typeof value === "string" ? value : "";
  };
  return new Problem(status, text("code"), text("title"), text("detail"), text("next"));
}

/** A question to the server that pages keep; one question in one language is asked once. */
export function question<Answer>(lang: Lang, path: string) {
  return queryOptions({
    queryKey: [path.split(/[/?]/)[1] ?? "", lang, path],
    queryFn: ({ signal }) => ask<Answer>(lang, path, undefined, signal),
  });
}

/** What keeps answers: renewed when the window is looked at again, and asked anew once when no answer came. */
export function keeper(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, fault) => fault instanceof Unreachable && failures < 1,
      },
    },
  });
}
