//! The folder of a hospital of any size: units of twelve models, zones, firewalls, and the dossier of one model.

use super::{Dice, rules, sbom};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Models of the hospital; of the first one a dossier is there.
const MODELS: u64 = 12;

/// Medical zones; each has room for 65,536 addresses.
const ZONES: u64 = 20;

/// Components of the dossier.
const COMPONENTS: u64 = 100;

/// Writes the folder, without rules of its firewalls.
pub fn write(folder: &Path, units: u64, firewalls: u64, packages: u64) -> io::Result<()> {
    let release = folder.join("received/pump/releases/1.0");
    fs::create_dir_all(&release)?;
    fs::write(folder.join("site.yaml"), "id: generated\nname: { en: Generated }\njurisdiction: JP\nroles: []\n")?;
    fs::write(folder.join("people.yaml"), "persons: []\n")?;
    fs::write(folder.join("networks.yaml"), networks(firewalls))?;
    write_units(&folder.join("units.csv"), units)?;
    let device = "id: pump\nfamily: pumps\nmodel: pump\nname: { en: Model 0, ja: 機種 0 }\naliases:\n  - { kind: model-number, value: Model 0 }\n";
    fs::write(folder.join("received/pump/device.yaml"), device)?;
    fs::write(folder.join("received/pump/network.yaml"), rules::PROFILE)?;
    let words = "id: \"1.0\"\nlabel: \"1.0\"\ndate: 2026-01-01\nstate: released\nsboms:\n  - { file: a.cdx.json, role: product, revision: r1 }\n";
    fs::write(release.join("release.yaml"), words)?;
    sbom::write(&release.join("a.cdx.json"), COMPONENTS, packages, 1)
}

fn networks(firewalls: u64) -> String {
    let mut zones = "zones:\n  - { id: server, name: { en: Servers }, kind: clinical }\n".to_owned();
    let mut subnets = "subnets:\n  - { block: 10.1.0.0/24, zone: server }\n".to_owned();
    let mut links = "links:\n".to_owned();
    for zone in 0..ZONES {
        let through = zone % firewalls.max(1);
        zones.push_str(&format!("  - {{ id: zone-{zone}, name: {{ en: Zone {zone} }}, kind: medical }}\n"));
        subnets.push_str(&format!("  - {{ block: 10.{}.0.0/16, zone: zone-{zone} }}\n", 20 + zone));
        links.push_str(&format!("  - {{ from: zone-{zone}, to: server, through: [{}] }}\n", firewall(through)));
    }
    let one = |number| {
        format!(
            "  - {{ id: {}, name: {{ en: Firewall {number} }}, vendor: Netfilter, product: nftables, version: 1.0.6, owner: abe }}\n",
            firewall(number)
        )
    };
    let all: String = (0..firewalls).map(one).collect();
    format!("{zones}{subnets}firewalls:\n{all}{links}peers:\n  - {{ role: gateway, at: [10.1.0.5] }}\n")
}

/// The id of a firewall.
pub fn firewall(number: u64) -> String {
    format!("fw-{number}")
}

fn write_units(path: &Path, units: u64) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(out, "id,serial,model,maker,addresses,version,version_evidence,version_seen,ward,criticality,state")?;
    let mut dice = Dice::new(units);
    for number in 0..units {
        let model = dice.below(MODELS);
        let (zone, at) = (number % ZONES, number / ZONES);
        writeln!(
            out,
            "U-{number},S{number},Model {model},Maker {model},10.{}.{}.{},1.0,observed,2026-11-01,Ward {zone},medium,in-use",
            20 + zone,
            at / 250,
            1 + at % 250
        )?;
    }
    out.flush()
}
