import { useMutation } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useOffered } from "../../parts/offered";
import { useMay } from "../../parts/person";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** Fetches the configured feeds now, for whoever may; how far it is stands above the list. */
export function Sync() {
  const { say, lang } = useSpeaking();
  const may = useMay("change-feeds");
  const offered = useOffered("post", "/feeds/sync");
  const send = useMutation({
    mutationFn: () => ask<{ queued: boolean }>(lang, "/feeds/sync", { method: "POST" }),
  });
  if (!may || !offered) return null;
  return (
    <>
      {send.error && <Trouble fault={send.error} />}
      <div className="row">
        <button type="button" onClick={() => send.mutate()} disabled={send.isPending}>
          {say("feeds.sync")}
        </button>
        <output className="why">
          {send.data ? say(send.data.queued ? "feeds.sync.begun" : "feeds.sync.already") : say("feeds.sync.hint")}
        </output>
      </div>
    </>
  );
}
