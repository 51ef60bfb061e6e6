//! The site of `tutela network … --site`: who the units are, where the peers are, which paths there are.

use crate::edge::{Complaint, Edge};
use crate::network_options::WhereArgs;
use activities::check_site::{OpenSite, open_site};
use activities::site_port::Sites;
use activities::verify_firewall::{AtSite, SiteGap, Wanted, at_site, limit_days};
use device::Interval;
use dossier_folder::SiteFolder;
use network::Profile;
use site::Block;
use std::path::Path;
use terms::{Day, Finding, Priority};

/// A site as a proof needs it.
pub(super) struct Here {
    /// The site as it was read.
    pub(super) open: OpenSite,
    /// Addresses, units and paths.
    pub(super) at: AtSite,
    /// SHA-256 of the site's own files.
    pub(super) hash: String,
    limit: Option<Interval>,
}

impl Here {
    /// The site's own limit of age, in days.
    pub(super) fn limit(&self, captured: Option<Day>) -> Option<u32> {
        Some(limit_days(self.limit.as_ref()?, captured?))
    }
}

/// Reads the site. One that cannot be read whole is refused: a line that was not read may be a unit or a path.
pub(super) fn here(edge: &Edge, dir: &Path, args: &WhereArgs, profile: Option<&Profile>) -> Result<Here, Complaint> {
    let tell = |findings: &[Finding], open: &OpenSite| {
        findings.iter().for_each(|complaint| eprintln!("{}", open.site.show(complaint, edge.lang)));
    };
    let blocks = args.device.iter().flat_map(|list| list.split(',')).map(|text| block(edge, text.trim()));
    let blocks = blocks.collect::<Result<Vec<Block>, Complaint>>()?;
    let wanted = Wanted { units: &args.unit, blocks: &blocks, firewall: args.firewall.as_deref() };
    here_at(edge, (&SiteFolder::new(dir), &dir.display().to_string()), &wanted, profile, &tell)
}

/// The same wherever the site is kept. `tell` hears what makes it unreliable.
pub(super) fn here_at(
    edge: &Edge,
    (sites, name): (&dyn Sites, &str),
    wanted: &Wanted<'_>,
    profile: Option<&Profile>,
    tell: &dyn Fn(&[Finding], &OpenSite),
) -> Result<Here, Complaint> {
    let lang = edge.lang;
    let open = open_site(sites).map_err(|fault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    })?;
    let broken: Vec<Finding> =
        open.site.complaints.iter().filter(|complaint| complaint.priority >= Priority::Undecided).cloned().collect();
    tell(&broken, &open);
    if !broken.is_empty() || open.site.site.is_none() {
        let what = lang.pick("the site cannot be relied on as it is", "このままでは施設フォルダを利用できません");
        return Err(Complaint::new(
            format!("{name}: {what}"),
            lang.pick("mend what stands above", "上の指摘を修正してください"),
        ));
    }
    let at = at_site(&open, profile, wanted).map_err(|gap| say(edge, &gap, profile))?;
    let limit = open.site.site.as_ref().and_then(|site| site.rules_no_older_than.clone());
    Ok(Here { at, hash: open.site.hash.clone(), limit, open })
}

fn block(edge: &Edge, text: &str) -> Result<Block, Complaint> {
    Block::parse_exact(text).ok_or_else(|| {
        Complaint::new(
            edge.lang.pick(
                format!("--device: “{text}” is no address and no block; with --site a range cannot be used"),
                format!("--device: 「{text}」はアドレスでもブロックでもありません（--site では範囲は使えません）"),
            ),
            "10.1.2.0/24, 10.1.2.3, 2001:db8::/64",
        )
    })
}

pub(super) fn say(edge: &Edge, gap: &SiteGap, profile: Option<&Profile>) -> Complaint {
    let lang = edge.lang;
    match gap {
        SiteGap::NoNetworks => Complaint::new(
            lang.pick("the site has no networks.yaml", "施設フォルダに networks.yaml がありません"),
            lang.pick("write it: zones, subnets, links, peers", "ゾーン、サブネット、接続、通信相手を記載してください"),
        ),
        SiteGap::NoSuchFirewall(name, listed) => Complaint::new(
            lang.pick(
                format!("--firewall: networks.yaml lists no “{name}”"),
                format!("--firewall: networks.yaml に「{name}」はありません"),
            ),
            listed.join(", "),
        ),
        SiteGap::NoSuchUnit(name) => Complaint::new(
            lang.pick(
                format!("--unit: units.csv lists no installed unit “{name}”"),
                format!("--unit: units.csv に設置中の機器「{name}」はありません"),
            ),
            lang.pick("take an id of units.csv", "units.csv の id を指定してください"),
        ),
        SiteGap::NoUnits => Complaint::new(
            match profile {
                Some(Profile { device, .. }) => lang.pick(
                    format!("no installed unit joins a received dossier of device {device}"),
                    format!("機器 {device} の受領ドシエに対応する設置機器がありません"),
                ),
                None => lang.pick("no unit is installed", "設置中の機器がありません").to_owned(),
            },
            lang.pick("name them with --unit or --device", "--unit または --device で指定してください"),
        ),
    }
}
