import { useQuery } from "@tanstack/react-query";
import { question } from "../api/client";
import { useSpeaking } from "../words/lang";

interface Description {
  paths: Record<string, Record<string, unknown>>;
}

/** Whether this server answers a route, by its own description; until that is known, it does not. */
export function useOffered(method: "get" | "post", path: string): boolean {
  const { lang } = useSpeaking();
  const described = useQuery({ ...question<Description>(lang, "/openapi.json"), staleTime: Number.POSITIVE_INFINITY });
  return described.data?.paths[`/api/v1${path}`]?.[method] !== undefined;
}
