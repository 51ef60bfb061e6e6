import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { question } from "../api/client";
import type { WardsOfSite } from "../api/wards";
import { useSites } from "../pages/devices";
import { Upload } from "../pages/devices/upload";
import { useSpeaking } from "../words/lang";
import { useMay } from "./person";
import { Title } from "./title";
import { Asked, Empty, Loading } from "./trouble";

/** The site that an address names, else the first one; a choice where there are several. */
export function ChosenSite(props: {
  page: string;
  site: string;
  /** Also sites of which the person sees wards alone. */
  wards?: boolean;
  children: (site: string) => ReactNode;
}) {
  const { say, lang } = useSpeaking();
  const [, go] = useLocation();
  const sites = useSites();
  const own = useQuery({ ...question<{ items: WardsOfSite[] }>(lang, "/wards"), enabled: props.wards === true });
  const mayAdd = useMay("change-sites");
  return (
    <Asked of={sites}>
      {({ items: whole }) => {
        if (props.wards && own.isPending) return <Loading />;
        const items = [...whole.map(({ id }) => id), ...(own.data?.items.map(({ site }) => site) ?? [])];
        const chosen = props.site || items[0];
        if (!chosen) {
          return (
            <>
              <Title plain={say("network.sites.none")}>{say("network.sites.none")}</Title>
              <Empty
                title={say("network.sites.none")}
                detail={say("network.sites.none.detail")}
                next={say("network.sites.none.next")}
              />
              {mayAdd && <Upload />}
            </>
          );
        }
        return (
          <>
            {items.length > 1 && (
              <div className="inline">
                <label>
                  {say("network.site")}
                  <select
                    value={chosen}
                    onChange={(event) => go(`${props.page}/${encodeURIComponent(event.target.value)}`)}
                  >
                    {items.map((id) => (
                      <option key={id} value={id}>
                        {id}
                      </option>
                    ))}
                  </select>
                </label>
              </div>
            )}
            {props.children(chosen)}
          </>
        );
      }}
    </Asked>
  );
}
