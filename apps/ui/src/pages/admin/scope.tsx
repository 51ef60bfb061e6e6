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
      {(offered) => (
        <label>
          {say("scope.title")}
          <select name="scope" aria-describedby="scope-hint">
            <option value="">{say("scope.all")}</option>
            <ScopeOptions of={offered} />
          </select>
          <span className="hint" id="scope-hint">
            {say("scope.hint")}
          </span>
        </label>
      )}
    </Asked>
  );
}

/** Sites, wards and families to choose from; one that is held and no longer offered stays among them. */
export function ScopeOptions({ of: { sites, families }, held = "" }: { of: Scopes; held?: string }) {
  const { say } = useSpeaking();
  const groups: [string, [string, string][]][] = [
    [say("scope.sites"), sites.map(({ site }) => [`site:${site}`, site])],
    [
      say("scope.wards"),
      sites.flatMap(({ site, wards }) =>
        wards.map((ward): [string, string] => [`ward:${site}/${ward}`, `${site} · ${ward}`]),
      ),
    ],
    [say("scope.families"), families.map((name) => [`family:${name}`, name])],
  ];
  const offered = groups.some(([, options]) => options.some(([value]) => value === held));
  return (
    <>
      {held && !offered && <option value={held}>{scopeText(say, held)}</option>}
      {groups.map(([label, options]) => (
        <Group key={label} label={label} of={options} />
      ))}
    </>
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

/** A scope as a person reads it. */
export function scopeText(say: Say, scope: string): string {
  const ward = scopeParts(scope);
  return ward ? say("scope.ward", ward) : say("scope.of", { scope });
}

/** A role that is held, with what it is for. */
export function heldRole(say: Say, { role, scope, until, opens_nothing }: User["roles"][number]): string {
  const told = [
    scope && scopeText(say, scope),
    opens_nothing && say("scope.nothing"),
    until && say("scope.until", { day: until.slice(0, 10) }),
  ].filter(Boolean);
  return told.length > 0 ? `${roleName(say, role)} (${told.join(" – ")})` : roleName(say, role);
}
