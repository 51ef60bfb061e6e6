import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { question } from "../../api/client";
import type { Releases } from "../../api/server";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { asked, pageOf, type Then } from "./then";

interface Props {
  id: string;
  tab: string;
  then: Then;
  /** The release that is shown. */
  shown: string;
}

/** Where a device and its release stand in their life, as stated in the dossier; other releases can be chosen. */
export function Stage({ id, tab, then, shown }: Props) {
  const { say, lang } = useSpeaking();
  const [, go] = useLocation();
  const path = `/devices/${encodeURIComponent(id)}/releases${asked({ at: then.at })}`;
  const { data } = useQuery(question<Releases>(lang, path));
  if (!data) return null;
  const { items, udi_dis, stage, end_of_life, end_of_support } = data;
  const state = items.find((release) => release.id === shown)?.state;
  const parts = [
    udi_dis.length > 0 && `UDI-DI ${udi_dis.join(", ")}`,
    state && say("stage.release", { state: word(say, "stage", state) }),
    stage ? say("stage.is", { stage: word(say, "stage", stage) }) : say("stage.unknown"),
    end_of_life && say("stage.eol", { date: end_of_life }),
    end_of_support ? say("stage.eos", { date: end_of_support }) : say("stage.eos.unknown"),
  ];
  return (
    <>
      <p className="sub break">{parts.filter(Boolean).join(" · ")}</p>
      {items.length > 1 && (
        <div className="inline">
          <label>
            {say("stage.choose")}
            <select value={shown} onChange={(event) => go(pageOf(id, tab, { ...then, release: event.target.value }))}>
              {items.map((release) => (
                <option key={release.id} value={release.id}>
                  {release.id}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
    </>
  );
}
