//! Where a device is, as `tutela network …` is told: profile, addresses, roles, interfaces, site.

use super::network_site::{Here, here};
use crate::edge::{Complaint, Edge};
use crate::network_options::WhereArgs;
use crate::screen::network::other_paths;
use activities::check_site::{NoOneDossier, received_of};
use activities::verify_firewall::{not_filtered, way};
use dossier_folder::SiteFolder;
use formats::answer::network::PathV1;
use formats::dossier::{IntoCore, Read, read_one, v1::Network};
use network::lint::not_confirmed;
use network::policy::Hook;
use network::{Addresses, Binding, Block, Profile};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use terms::{Choice, Finding, Lang, Priority, nearest};

/// The file of a dossier that holds its profile.
pub(super) const PROFILE: &str = "network.yaml";

pub(super) fn bytes(edge: &Edge, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })
}

pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The profile that is named, else the one in the received dossier that all of the named units belong to.
pub(super) fn profile_of(
    edge: &Edge,
    named: Option<&Path>,
    site: Option<&Path>,
    units: &[String],
) -> Result<(Profile, String), Complaint> {
    let (named, site) = match (named, site) {
        (Some(path), _) => (path, None),
        (None, site) => (Path::new(""), site),
    };
    let Some(site) = site else { return profile(edge, named) };
    let lang = edge.lang;
    let said = |gap: NoOneDossier| {
        let [what, next] = gap.say(lang);
        Complaint::new(what, next)
    };
    let received = received_of(&SiteFolder::new(site), units).map_err(said)?;
    let path = site.join("received").join(&received).join(PROFILE);
    if !path.is_file() {
        return Err(Complaint::new(
            lang.pick(
                format!("the received dossier {received} holds no {PROFILE}"),
                format!("受領ドシエ {received} に {PROFILE} がありません"),
            ),
            lang.pick(
                "ask its maker for it, or name a profile: --profile FILE",
                "製造業者に依頼するか、--profile FILE で指定してください",
            ),
        ));
    }
    eprintln!("{}: {}", lang.pick("profile", "プロファイル"), path.display());
    profile(edge, &path)
}

/// A profile with a defect is refused: a flow that was not read would count as not declared, or as wider than declared. A
/// folder is a dossier, and stands for its network.yaml.
pub(super) fn profile(edge: &Edge, path: &Path) -> Result<(Profile, String), Complaint> {
    let inside = path.join(PROFILE);
    let path = if path.is_dir() { &inside } else { path };
    let bytes = bytes(edge, path)?;
    let tell = |finding: &Finding| {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        eprintln!("{place}: {}", finding.detail.say(edge.lang).what);
    };
    let (profile, hash) = profile_in(edge, &path.display().to_string(), &bytes, &tell)?;
    not_confirmed(&profile).iter().for_each(tell);
    Ok((profile, hash))
}

/// The profile in a text and the hash of the text. `tell` hears what is wrong with it.
pub(super) fn profile_in(
    edge: &Edge,
    name: &str,
    bytes: &[u8],
    tell: &dyn Fn(&Finding),
) -> Result<(Profile, String), Complaint> {
    let Read { value, complaints } = read_one::<Network>(name, bytes);
    complaints.iter().for_each(tell);
    let broken = complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided);
    match value {
        Some(profile) if !broken => Ok((profile.into_core(), hash(bytes))),
        _ => Err(Complaint::new(
            edge.lang.pick(
                format!("{name}: the profile cannot be relied on as it is"),
                format!("{name}: このままではプロファイルを利用できません"),
            ),
            edge.lang.pick("mend what stands above", "上の指摘を修正してください"),
        )),
    }
}

/// Addresses of device and roles, and what the site said of them.
pub(super) struct Place {
    pub(super) binding: Binding,
    pub(super) here: Option<Here>,
}

/// Places a profile: by its site where one is named, and by what the caller binds.
pub(super) fn place(edge: &Edge, args: &WhereArgs, profile: &Profile) -> Result<Place, Complaint> {
    if args.site.is_none() && args.device.is_empty() {
        return Err(Complaint::new(
            edge.lang.pick("the addresses of the device are not known", "機器のアドレスが分かりません"),
            "--device CIDR / --site DIR",
        ));
    }
    place_of(edge, args, Some(profile))
}

/// The same without a profile: the units are those named, or all that are installed.
pub(super) fn place_of(edge: &Edge, args: &WhereArgs, profile: Option<&Profile>) -> Result<Place, Complaint> {
    let here = args.site.as_deref().map(|dir| here(edge, dir, args, profile)).transpose()?;
    let binding = binding(edge, args, profile, here.as_ref())?;
    Ok(Place { binding, here })
}

/// The hook that the caller names.
pub(super) fn hook(edge: &Edge, name: &str) -> Result<Hook, Complaint> {
    Hook::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Hook::ALL.iter().map(|hook| hook.name()).collect();
        Complaint::new(
            edge.lang.pick(format!("--hook: there is no “{name}”"), format!("--hook: 「{name}」はありません")),
            names.join(", "),
        )
    })
}

/// Roles without addresses.
pub(super) fn unbound(edge: &Edge, roles: &[String]) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("no addresses are bound to: {}", roles.join(", ")),
            format!("アドレスが割り当てられていない役割: {}", roles.join("、")),
        ),
        roles.iter().map(|role| format!("--bind {role}=CIDR")).collect::<Vec<_>>().join(" "),
    )
}

fn binding(
    edge: &Edge,
    args: &WhereArgs,
    profile: Option<&Profile>,
    here: Option<&Here>,
) -> Result<Binding, Complaint> {
    let mut binding = here.map(|here| here.at.binding.clone()).unwrap_or_default();
    // With a site its blocks are in the binding already.
    for text in args.device.iter().filter(|_| here.is_none()) {
        addresses(edge, "--device", text, &mut binding.device)?;
    }
    for text in &args.bind {
        let (role, list) = pair(edge, "--bind", text)?;
        if let Some(profile) = profile {
            known_role(edge, role, profile)?;
        }
        addresses(edge, "--bind", list, binding.roles.entry(role.to_owned()).or_default())?;
    }
    for text in &args.interface {
        let (side, name) = pair(edge, "--interface", text)?;
        let known = side == Binding::DEVICE || side == Binding::OTHER || binding.roles.contains_key(side);
        if !known {
            return Err(Complaint::new(
                edge.lang.pick(
                    format!("--interface: “{side}” is neither `device`, `other` nor a bound role"),
                    format!("--interface: 「{side}」は `device`、`other`、割り当て済みの役割のいずれでもありません"),
                ),
                "--interface device=eth1 other=eth0",
            ));
        }
        binding.interfaces.insert(side.to_owned(), name.to_owned());
    }
    Ok(binding)
}

/// A role that the profile does not name is a slip of the pen: its addresses would be bound to nothing.
fn known_role(edge: &Edge, role: &str, profile: &Profile) -> Result<(), Complaint> {
    let flows = profile.flows.iter().map(|flow| flow.peer.as_str());
    let controls = profile.compensating_controls.iter().map(|control| control.peer.as_str());
    let known: BTreeSet<&str> = flows.chain(controls).collect();
    if known.contains(role) {
        return Ok(());
    }
    let listed = || known.iter().copied().collect::<Vec<_>>().join(", ");
    Err(Complaint::new(
        edge.lang.pick(
            format!("--bind: the profile has no role “{role}”"),
            format!("--bind: プロファイルに役割「{role}」はありません"),
        ),
        match nearest(role, known.iter().copied()) {
            Some(near) => edge.lang.pick(format!("did you mean {near}?"), format!("{near} の誤りではありませんか")),
            None => listed(),
        },
    ))
}

fn pair<'t>(edge: &Edge, option: &str, text: &'t str) -> Result<(&'t str, &'t str), Complaint> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    if name.trim().is_empty() || value.trim().is_empty() {
        return Err(Complaint::new(
            edge.lang.pick(
                format!("{option}: “{text}” is not of the form NAME=VALUE"),
                format!("{option}: 「{text}」は 名前=値 の形ではありません"),
            ),
            "--bind gateway=10.1.0.5/32 --interface gateway=eth0",
        ));
    }
    Ok((name.trim(), value.trim()))
}

fn addresses(edge: &Edge, option: &str, list: &str, into: &mut Addresses) -> Result<(), Complaint> {
    for text in list.split(',') {
        let prefix = Block::parse(text.trim()).ok_or_else(|| {
            Complaint::new(
                edge.lang.pick(
                    format!("{option}: “{text}” is no address, prefix or range"),
                    format!("{option}: 「{text}」はアドレス・プレフィックス・範囲ではありません"),
                ),
                "10.1.2.0/24, 10.1.2.3, 10.1.2.3-10.1.2.9, 2001:db8::/64",
            )
        })?;
        into.add(prefix);
    }
    Ok(())
}

/// Ways around the filter, or not known; without a site all others are not known.
pub(super) fn paths(lang: Lang, paths: Option<&[site::Path]>) -> Vec<PathV1> {
    match paths {
        None => vec![PathV1 { path: other_paths(lang).to_owned(), state: "unknown" }],
        Some(paths) => {
            not_filtered(paths).map(|path| PathV1 { path: way(lang, &path.way), state: path.state.name() }).collect()
        }
    }
}
