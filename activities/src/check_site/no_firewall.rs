//! A site that lists no firewall gets the least that would protect its worst units: which they are, and the drafts to ask for.

use super::{CheckedSite, OpenSite, told_at};
use site::Criticality;
use std::cmp::Reverse;
use terms::{Finding, Priority, finding};

finding! {
    /// The site lists no firewall: nothing filters before its devices, as far as anybody knows.
    NoFirewall = "site/no-firewall" {
        /// Releases in use.
        releases: usize,
    }
    en: "The site lists no firewall: as far as anybody knows, nothing filters before its devices ({releases} releases in use).",
        "What reaches the network reaches every unit, and no decision can lean on isolation.",
        "List the firewalls in networks.yaml, or begin with the worst units: a filter on a switch, router or host before them.";
    ja: "ファイアウォールの記載がありません。分かる範囲では、機器の前段に遮断するものがありません（使用中リリース {releases} 件）。",
        "ネットワークに入ったものはすべての機器に到達でき、隔離を根拠とする判断もできません。",
        "networks.yaml にファイアウォールを記載するか、最も危険な機器から始めてください（前段のスイッチ、ルータ、ホストでの遮断）。";
}

finding! {
    /// The least that would protect the units of one release. Never applied.
    ProtectFirst = "site/protect-first" {
        /// Its place in the order.
        number: usize,
        /// Device and release.
        release: String,
        /// How many units run it.
        units: usize,
        /// Those of them that keep a patient alive.
        life_supporting: usize,
        /// Known exploited vulnerabilities that wait.
        exploited: usize,
        /// All that wait or block.
        open: usize,
        /// What to do, English.
        en: String,
        /// What to do, Japanese.
        ja: String,
    }
    en: "Protect {number}: {release}, {units} units ({life_supporting} keep a patient alive; {open} findings, {exploited} known exploited).",
        "No firewall is listed, and these units have the most to lose.",
        "{en}";
    ja: "保護 {number}：{release}、{units} 台（うち生命維持 {life_supporting} 台、所見 {open} 件、悪用確認済み {exploited} 件）。",
        "ファイアウォールの記載がなく、これらの機器の危険が最も大きいためです。",
        "{ja}";
}

/// Releases that the plan names.
const NAMED: usize = 3;

/// The plan; nothing where a firewall is listed or nothing is known of what runs.
pub(super) fn plan(open: &OpenSite, checked: &CheckedSite<'_>) -> Vec<Finding> {
    let listed = open.site.networks.as_ref().is_some_and(|networks| !networks.firewalls.is_empty());
    if listed || open.releases.is_empty() {
        return Vec::new();
    }
    let detail = NoFirewall { releases: open.releases.len() };
    let mut findings = vec![told_at(Priority::Undecided, "firewalls", "networks.yaml", detail)];
    let mut worst_first: Vec<usize> = (0..open.releases.len()).collect();
    worst_first.sort_by_cached_key(|&place| {
        let [exploited, found] = counts(checked, place);
        Reverse((exploited, life_supporting(open, place) > 0, found, open.releases[place].units.len()))
    });
    for (number, place) in worst_first.into_iter().take(NAMED).enumerate() {
        findings.push(of_release(open, checked, place, number + 1));
    }
    findings
}

fn of_release(open: &OpenSite, checked: &CheckedSite<'_>, place: usize, number: usize) -> Finding {
    let running = &open.releases[place];
    let model = &open.models[running.model];
    let [exploited, found] = counts(checked, place);
    let [en, ja] = match model.has_profile {
        true => {
            let command = format!("tutela network generate --profile received/{}/network.yaml --site .", model.received);
            [
                format!("Let pass only what its maker declares; this drafts and proves it: {command}"),
                format!("製造業者が申告した通信のみを許可してください。次のコマンドで案を作成し証明します: {command}"),
            ]
        }
        false => [
            "Ask its maker for network.yaml, which says what must pass; until then let only its own servers reach it."
                .to_owned(),
            "必要な通信を示す network.yaml を製造業者に求め、それまでは専用サーバからのみ到達できるようにしてください。".to_owned(),
        ],
    };
    let detail = ProtectFirst {
        number,
        release: format!("{} {}", open.model_name(running.model, terms::Lang::En), running.release),
        units: running.units.len(),
        life_supporting: life_supporting(open, place),
        exploited,
        open: found,
        en,
        ja,
    };
    let path = format!("received/{}/protect/{}", model.received, running.release);
    told_at(Priority::Attention, &path, "networks.yaml", detail)
}

fn life_supporting(open: &OpenSite, place: usize) -> usize {
    let units = open.site.units.as_deref().unwrap_or_default();
    let critical = |unit: &&usize| units[**unit].criticality == Some(Criticality::LifeSupporting);
    open.releases[place].units.iter().filter(critical).count()
}

/// Known exploited, and all that wait or block.
fn counts(checked: &CheckedSite<'_>, place: usize) -> [usize; 2] {
    let scan = &checked.releases[place].scan;
    let waiting = || scan.each_finding().filter(|(_, _, priority)| *priority >= Priority::Undecided);
    let exploited =
        |finding: u32| scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize].exploited.is_some();
    [waiting().filter(|(_, finding, _)| exploited(*finding)).count(), waiting().count()]
}
