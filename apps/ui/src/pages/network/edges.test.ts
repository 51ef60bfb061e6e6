import { expect, it } from "vitest";
import type { NetworkAnswer } from "../../api/answers";
import type { NetworkDevice, Zone } from "../../api/server";
import { edges, inside } from "./edges";

const zones: Zone[] = [
  { id: "ward", name: "Ward", subnets: ["10.20.8.0/24", "2001:db8:8::/64"], units: 3 },
  { id: "office", name: "Office", subnets: ["10.30.0.0/16"], units: 0 },
  { id: "server", name: "Servers", subnets: ["10.10.0.0/24"], units: 0 },
];
const firewall: NetworkDevice = {
  id: "fw",
  kind: "firewall",
  product: "",
  zones: ["ward", "office", "server"],
  rules_kept: true,
};
const packet = (source: string, destination: string) => ({
  witness: { source, destination, source_port: 1, destination_port: 80, protocol: "tcp" },
  rule: null,
  rule_text: null,
});
const answer = (more: Partial<NetworkAnswer>) =>
  ({ verdict: "different", undeclared: [], blocked: [], not_proved: [], ...more }) as unknown as NetworkAnswer;
const states = (of: NetworkAnswer) =>
  Object.fromEntries(edges(of, firewall, zones).map(({ zone, state }) => [zone, state]));

it("tells which zone an address is in, of both families", () => {
  expect(inside("10.30.255.1", "10.30.0.0/16")).toBe(true);
  expect(inside("10.31.0.1", "10.30.0.0/16")).toBe(false);
  expect(inside("2001:db8:8::1", "2001:db8:8::/64")).toBe(true);
  expect(inside("2001:db8:9::1", "2001:db8:8::/64")).toBe(false);
  expect(inside("10.0.0.1", "::/0")).toBe(false);
  expect(inside("nothing", "0.0.0.0/0")).toBe(false);
});

it("calls ways closed only when the whole is proved equal", () => {
  const all = (state: string) => ({ ward: state, office: state, server: state });
  expect(states(answer({ verdict: "equal-at-this-firewall" }))).toEqual(all("closed"));
  expect(states(answer({ verdict: "not-proved" }))).toEqual(all("unknown"));
  const undated = { reason: "rules-without-date", explanation: "", rule: null, witness: null, flow: null };
  expect(states(answer({ verdict: "equal-at-this-firewall", not_proved: [undated] }))).toEqual(all("unknown"));
});

it("shows an open way by its packet, and says nothing of ways without one", () => {
  const open = answer({ undeclared: [packet("10.30.0.9", "10.20.8.7")] });
  expect(states(open)).toEqual({ ward: "open", office: "open", server: "unknown" });
});

it("tells the worse of two", () => {
  const both = answer({
    undeclared: [packet("10.30.0.9", "10.20.8.7")],
    blocked: [packet("10.20.8.7", "10.10.0.5")],
  });
  expect(states(both)).toEqual({ ward: "open", office: "open", server: "blocked" });
});

it("keeps a packet whose address is in no zone", () => {
  const far = edges(answer({ undeclared: [packet("192.0.2.1", "10.20.8.7")] }), firewall, zones);
  expect(far.at(-1)).toMatchObject({ zone: undefined, state: "open" });
});
