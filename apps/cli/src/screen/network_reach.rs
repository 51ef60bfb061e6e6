//! The screen of `network reach`: zones with the units that can be opened, the services, what was not looked at.

use super::network::{more, taken_for_granted, text};
use crate::screen::Paper;
use activities::reach_unit::{OpeningShown, Reached, Suspect, ZoneReach, ZoneWay};
use activities::verify_firewall::{RuleShown, not_filtered, way};
use network::Ranges;
use site::Path;
use terms::{Choice, Day, Lang, counted};

/// Services of a zone that the screen shows; JSON holds all.
const SHOWN: usize = 10;

/// Draws the whole answer.
pub(crate) fn reached(lang: Lang, suspect: &Suspect<'_>, reached: &Reached, paths: &[Path], paper: &mut Paper) {
    let sum = |count: fn(&ZoneReach) -> usize| reached.zones.iter().map(count).sum::<usize>();
    let (before, after) = (sum(|zone| zone.before), sum(|zone| zone.after.unwrap_or_default()));
    let unknown = reached.zones.iter().filter(|zone| zone.after.is_none()).count();
    let id = suspect.unit.id.as_str();
    paper.line(&lang.pick(
        format!(
            "{id}, once taken over, can open {} with the rules, {before} without; {} not known",
            counted(after, "unit"),
            counted(unknown, "zone")
        ),
        format!("{id} が乗っ取られた場合に接続できる機器: 規則あり {after} 台、規則なし {before} 台（不明なゾーン {unknown} 件）"),
    ));
    for finding in reached.findings.iter().filter(|finding| finding.code() == "network/not-a-rule-set") {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        paper.row(2, "  ", &format!("{place}: {}", finding.detail.say(lang).what));
    }
    paper.blank();
    for zone in &reached.zones {
        zone_row(lang, zone, paper);
    }
    for finding in reached.findings.iter().filter(|finding| finding.code() == "network/declared-to-clinical") {
        paper.blank();
        paper.row(2, "", &finding.detail.say(lang).what);
    }
    taken_for_granted(lang, &reached.findings, paper);
    paper.blank();
    let open: Vec<String> = not_filtered(paths).map(|path| way(lang, &path.way)).collect();
    paper.row(16, lang.pick("not filtered", "フィルタなし・不明"), &open.join("; "));
    if reached.more {
        let words = lang.pick(
            "the rules were not looked at whole; more may pass",
            "規則のすべては確認できていません。さらに通過する可能性があります",
        );
        paper.row(16, lang.pick("not looked at", "未確認"), words);
    }
}

/// Of when the rules are, and whether they say something about today.
pub(crate) fn rules_of(lang: Lang, captured: Option<Day>, (current, limit): (bool, u32), paper: &mut Paper) {
    let day = match captured {
        None => lang.pick("unknown", "不明").to_owned(),
        Some(day) if current => day.to_string(),
        Some(day) => lang.pick(
            format!("{day}: older than {limit} days, or of a day to come; what passes today is not known"),
            format!("{day}（上限 {limit} 日を超えているか、未来の日付です。現在の通過状況は不明）"),
        ),
    };
    paper.row(16, lang.pick("rules of", "取得日"), &day);
}

fn zone_row(lang: Lang, zone: &ZoneReach, paper: &mut Paper) {
    let [en, ja] = zone.way.meaning();
    let ZoneReach { units, before, .. } = zone;
    let after = zone.after.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let counted = if zone.way == ZoneWay::None {
        lang.pick(counted(*units, "unit"), format!("機器 {units} 台"))
    } else {
        lang.pick(format!("{after} of {}", counted(*before, "unit")), format!("機器 {before} 台中 {after} 台"))
    };
    paper.row(16, &format!("  {}", zone.zone.as_str()), &format!("{}: {counted}", lang.pick(en, ja)));
    for OpeningShown { opening, rule } in zone.openings.iter().take(SHOWN) {
        let certain = if opening.certain { "" } else { lang.pick(" (may pass)", "（不明）") };
        let (protocols, ports) = (protocols(&opening.protocols), numbers(&opening.ports, 65_535));
        paper.row(18, "", &format!("- {protocols} {ports}: {}{certain}", opening.witness));
        let said = rule.as_ref().map(|RuleShown { file, line, text }| format!("{file}:{line}: {text}"));
        text(lang.pick("rule", "規則"), said.as_deref().unwrap_or_default(), paper);
    }
    more(lang, zone.openings.len(), paper);
}

/// Numbers as ranges; `any` for all of `0..=most`.
pub(crate) fn numbers(ranges: &Ranges, most: u128) -> String {
    if ranges.covers(0, most) {
        return "any".to_owned();
    }
    let one = |(low, high): &(u128, u128)| if low == high { low.to_string() } else { format!("{low}-{high}") };
    ranges.slices(most).iter().map(one).collect::<Vec<_>>().join(",")
}

/// Protocols by name where they have one here.
pub(crate) fn protocols(ranges: &Ranges) -> String {
    let one = |number: u8| network::Protocol::Number(number).to_string();
    match ranges {
        Ranges::One(1, 1) => "icmp".to_owned(),
        Ranges::One(low, high) if low == high => u8::try_from(*low).map(one).unwrap_or_default(),
        ranges => numbers(ranges, 255),
    }
}
