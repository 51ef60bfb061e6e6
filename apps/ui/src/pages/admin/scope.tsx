import { useQuery } from "@tanstack/react-query";
import { question } from "../../api/client";
import type { User } from "../../api/server";
import { type Scopes, scopeParts } from "../../api/wards";
import { roleName } from "../../parts/roles";
import { Asked } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import type { Say } from "../../words/say";

/** What roles are for: everything, a site, a ward that a register names, or a family; the form holds it as `scope`. */
export function ScopeChoice() {
  const { say, lang } = useSpeaking();
  const scopes = useQuery(question<Scopes>(lang, "/scopes"));
  return (
    <Asked of={scopes}>
      {({ sites, families }) => (
        <label>
          {say("scope.title")}
          <select name="scope" aria-describedby="scope-hint">
            <option value="">{say("scope.all")}</option>
            <Group label={say("scope.sites")} of={sites.map(({ site }) => [`site:${site}`, site])} />
            <Group
              label={say("scope.wards")}
              of={sites.flatMap(({ site, wards }) =>
                wards.map((ward): [string, string] => [`ward:${site}/${ward}`, `${site} · ${ward}`]),
              )}
            />
            <Group label={say("scope.families")} of={families.map((name) => [`family:${name}`, name])} />
          </select>
          <span className="hint" id="scope-hint">
            {say("scope.hint")}
          </span>
        </label>
      )}
    </Asked>
  );
}

function Group({ label, of }: { label: string; of: [string, string][] }) {
  if (of.length === 0) return null;
  return (
    <optgroup label={label}>
      {of.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

/** A role that is held, with what it is for. */
export function heldRole(say: Say, { role, scope, until, opens_nothing }: User["roles"][number]): string {
  const ward = scopeParts(scope);
  const of = ward ? say("scope.ward", ward) : say("scope.of", { scope });
  const told = [
    scope && of,
    opens_nothing && say("scope.nothing"),
    until && say("scope.until", { day: until.slice(0, 10) }),
  ].filter(Boolean);
  return told.length > 0 ? `${roleName(say, role)} (${told.join(" – ")})` : roleName(say, role);
}
