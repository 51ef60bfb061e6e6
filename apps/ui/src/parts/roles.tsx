import { useSpeaking } from "../words/lang";
import type { Say } from "../words/say";

/** Roles that a person can have, by their names in the API. */
const ROLES = [
  "product-security",
  "regulatory-affairs",
  "quality",
  "psirt",
  "approver",
  "hospital-it",
  "biomedical",
  "clinical-safety",
  "service-provider",
  "auditor",
  "administrator",
] as const;

/** A role as a person reads it. */
export function roleName(say: Say, role: string): string {
  const found = ROLES.find((one) => one === role);
  return found ? say(`role.${found}`) : role;
}

/** Every role, to choose one. */
export function RoleOptions() {
  const { say } = useSpeaking();
  return ROLES.map((role) => (
    <option key={role} value={role}>
      {say(`role.${role}`)}
    </option>
  ));
}

/** Chooses roles; the form holds them as `role`. */
export function Roles({ legend, hint, without }: { legend: string; hint?: string; without?: string }) {
  const { say } = useSpeaking();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {hint && <p className="hint">{hint}</p>}
      {ROLES.filter((role) => role !== without).map((role) => (
        <label className="check" key={role}>
          <input type="checkbox" name="role" value={role} />
          {say(`role.${role}`)}
        </label>
      ))}
    </fieldset>
  );
}
