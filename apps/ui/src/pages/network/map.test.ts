import { expect, it } from "vitest";
import type { Networks } from "../../api/server";
import { placed } from "./map";

const zone = (id: string) => ({ id, name: id, subnets: [], units: 0 });
const networks = (ids: string[]): Networks => ({
  zones: ids.map(zone),
  devices: [{ id: "fw", kind: "firewall", product: "", zones: ids, rules_kept: true }],
  received: [],
});

it("puts no two zones on one place", () => {
  const { zones } = placed(networks(["a", "b", "c", "d", "e"]));
  const places = new Set(zones.map(({ x, y }) => `${x} ${y}`));
  expect(places.size).toBe(5);
});

it("draws everything within its height", () => {
  const { zones, devices, height } = placed(networks(["a", "b", "c"]));
  for (const { y } of [...zones, ...devices]) expect(y > 0 && y < height).toBe(true);
});

it("has room for a firewall when no zone is named", () => {
  expect(placed(networks([])).height).toBeGreaterThan(0);
});
