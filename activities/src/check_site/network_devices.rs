//! Firewalls, VPN appliances and remote lines, matched against the mirror like components: they are attacked first.

use crate::scan::{Collector, Notes, Scan, ScanSettings, scan};
use crate::site_port::LoadedSite;
use sbom::{Component, Document, Item, Kind};
use std::borrow::Cow;
use vulnerability::{Knowledge, KnowledgeFault};

/// Matches the listed network devices; `None` when there are none.
pub(crate) fn scan_devices<'a>(
    site: &'a LoadedSite,
    knowledge: &dyn Knowledge,
    settings: &ScanSettings,
) -> Result<Option<Scan<'a>>, KnowledgeFault> {
    let Some(networks) = &site.networks else { return Ok(None) };
    let text = site.texts.get("networks.yaml").map(String::as_bytes).unwrap_or_default();
    let firewalls = networks.firewalls.iter().map(|device| {
        (device.id.as_str(), &device.place, &device.vendor, &device.product, &device.version, &device.cpe)
    });
    let remotes = networks.remote_access.iter().map(|device| {
        (device.id.as_str(), &device.place, &device.vendor, &device.product, &device.version, &device.cpe)
    });
    let devices: Vec<_> = firewalls.chain(remotes).collect();
    if devices.is_empty() {
        return Ok(None);
    }
    let starts: Vec<usize> = line_starts(text);
    let mut collector = Collector::default();
    collector.document("networks.yaml", text);
    for (id, place, vendor, product, version, cpe) in devices {
        let line = (place.line as usize).saturating_sub(1);
        let component = Component {
            name: Cow::Borrowed(product.as_deref().unwrap_or(id)),
            version: Cow::Borrowed(version.as_deref().unwrap_or_default()),
            supplier: Cow::Borrowed(vendor.as_deref().unwrap_or_default()),
            reference: Cow::Borrowed(id),
            cpes: cpe.iter().map(|cpe| Cow::Borrowed(cpe.as_str())).collect(),
            kind: Kind::Firmware,
            offset: starts.get(line).copied().unwrap_or(0),
            ..Component::default()
        };
        collector.take(Item::Component(&component), &mut |_| Notes::default());
    }
    collector
        .take(Item::Document(&Document { format: "networks.yaml", ..Document::default() }), &mut |_| Notes::default());
    scan(knowledge, collector.finish(), settings).map(Some)
}

fn line_starts(text: &[u8]) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1))
        .collect()
}
