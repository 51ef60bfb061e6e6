//! The comment above a draft: what it is, whom it concerns, what passes and what is lost, who has to sign.

use super::{Kind, Order};
use crate::verify_firewall::{not_filtered, way};
use formats::firewall::write::Stage;
use network::{Flow, Need};
use terms::{Day, Lang, counted};

/// Units, owners and paths that the comment names one by one.
const NAMED: usize = 20;

/// The lines of comment above a draft.
pub(super) fn head(order: &Order<'_>, stage: Stage, look_again: Day) -> Vec<String> {
    let lang = order.lang;
    let Order { profile, program, today, .. } = order;
    let mut lines = vec![
        lang.pick(
            "DRAFT, NOT APPROVED. Tutela applies nothing; do not load this before both signatures below.",
            "下書き（未承認）。Tutela は適用しません。下の 2 名の署名前に適用しないでください。",
        )
        .to_owned(),
        lang.pick(
            format!("{}: device {}, profile version {}", kind(lang, order.kind), profile.device, profile.version),
            format!("{}：機器 {}、プロファイルの版 {}", kind(lang, order.kind), profile.device, profile.version),
        ),
        format!("{program}, {today}, sha256 {}", order.profile_hash),
    ];
    if profile.is_unconfirmed() {
        let line = lang.pick(
            "THE PROFILE IS A DRAFT THAT THE MAKER HAS NOT CONFIRMED: these rules may cut off care, or let in too much.",
            "プロファイルは製造業者が確認していない下書きです。この規則は診療に必要な通信を止める、または過剰に通すおそれがあります。",
        );
        lines.push(line.to_owned());
    }
    if !order.units.is_empty() {
        let (count, list) = (order.units.len(), listed(lang, order.units));
        lines.push(lang.pick(format!("{}: {list}", counted(count, "unit")), format!("機器 {count} 台：{list}")));
    }
    if !order.sharing.is_empty() {
        let list = listed(lang, order.sharing);
        lines.push(lang.pick(
            format!("Also hit, because they have an address in common: {list}"),
            format!("同じアドレスを持つため影響を受ける機器：{list}"),
        ));
    }
    if order.kind == Kind::Quarantine {
        let line = lang.pick(
            "Connections that are there already end too, unless they are of a flow that still passes.",
            "引き続き通過する通信を除き、既存の接続も切断されます。",
        );
        lines.push(line.to_owned());
    }
    lines.push(match stage {
        Stage::LogOnly => lang.pick(
            "Stage 1, log only: nothing is stopped. Read the log of some days, then put stage 2 in force.",
            "段階 1（記録のみ）：何も遮断しません。数日分の記録を確認してから段階 2 を適用してください。",
        ),
        Stage::Enforce if !order.language.logs_alone() => lang.pick(
            "In force at once: what is not listed below is stopped. This language has no stage that only writes to the log; watch the device's traffic for some days before.",
            "直ちに有効になり、以下にない通信を遮断します。この言語には記録のみの段階がありません。事前に数日間、機器の通信を確認してください。",
        ),
        Stage::Enforce => lang.pick(
            "Stage 2, in force: what is not listed below is stopped. Load stage 1 (--stage log) first, read its log, take it back.",
            "段階 2（適用）：以下にない通信を遮断します。先に段階 1（--stage log）を適用し、記録を確認して取り消してください。",
        ),
    }
    .to_owned());
    lines.extend(order.language.conditions(lang).iter().map(|line| (*line).to_owned()));
    lines.extend(functions(order));
    lines.extend(paths(order));
    lines.push(lang.pick(
        format!(
            "Look again by {look_again}, and after any change of the profile, the units or the rules around these."
        ),
        format!("{look_again} までに再確認してください。プロファイル、機器、周囲の規則が変わったときも同様です。"),
    ));
    lines.extend(signatures(order));
    lines
}

fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::LeastPrivilege => lang.pick("Least-privilege rules", "最小権限の規則"),
        Kind::Quarantine => lang.pick("Quarantine", "隔離"),
    }
}

/// What care keeps and what it loses.
fn functions(order: &Order<'_>) -> Vec<String> {
    let lang = order.lang;
    let flows = || order.profile.flows.iter().enumerate();
    let mut lines = vec![lang.pick("Still passes:", "引き続き通過する通信：").to_owned()];
    let kept = flows().filter(|(place, _)| order.chosen.contains(place));
    lines.extend(kept.map(|(_, flow)| format!("  {}", flow_line(lang, flow))));
    lines.push(lang.pick("Is stopped:", "遮断する通信：").to_owned());
    let lost = flows().filter(|(place, _)| !order.chosen.contains(place));
    lines.extend(lost.map(|(_, flow)| format!("  {}", lost_line(lang, flow))));
    lines.push(lang.pick("  everything else to and from the device", "  その他、この機器のすべての通信").to_owned());
    lines
}

/// A flow and what it is for.
pub fn flow_line(lang: Lang, flow: &Flow) -> String {
    format!("{}: {}", flow.id, flow.purpose.get(lang))
}

/// A flow and what is lost without it.
fn lost_line(lang: Lang, flow: &Flow) -> String {
    let need = match flow.need {
        Need::Needed => lang.pick("needed", "必須"),
        Need::Optional => lang.pick("optional", "任意"),
    };
    let effect = match &flow.effect_if_blocked {
        Some(effect) => effect.get(lang).to_owned(),
        None => lang.pick("the maker does not say what is lost", "失われる機能は申告されていません").to_owned(),
    };
    lang.pick(format!("{} ({need}): {effect}", flow.id), format!("{}（{need}）：{effect}", flow.id))
}

fn paths(order: &Order<'_>) -> Vec<String> {
    let lang = order.lang;
    let Some(paths) = order.paths else {
        let unknown = lang.pick(
            "Not filtered by these rules: every other path of the unit; none was looked at.",
            "この規則ではフィルタされない経路：機器の他のすべての経路（未確認）。",
        );
        return vec![unknown.to_owned()];
    };
    let open: Vec<String> = not_filtered(paths).map(|path| way(lang, &path.way)).collect();
    let (count, list) = (open.len(), listed(lang, &open));
    vec![lang.pick(
        format!("Not filtered by these rules, or not known: {}: {list}", counted(count, "path")),
        format!("この規則ではフィルタされない、または不明な経路 {count} 件：{list}"),
    )]
}

fn signatures(order: &Order<'_>) -> [String; 2] {
    let lang = order.lang;
    let owners = listed(lang, order.owners);
    let named =
        if owners.is_empty() { String::new() } else { lang.pick(format!(" ({owners})"), format!("（{owners}）")) };
    let line = "____________________";
    [
        lang.pick(
            format!("Approved by the biomedical owner{named}: {line} date: __________"),
            format!("承認（臨床工学の責任者{named}）：{line} 日付：__________"),
        ),
        lang.pick(
            format!("Approved by the clinical owner: {line} date: __________"),
            format!("承認（診療側の責任者）：{line} 日付：__________"),
        ),
    ]
}

fn listed(lang: Lang, all: &[String]) -> String {
    let shown = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(lang.pick(", ", "、"));
    match all.len().checked_sub(NAMED) {
        Some(rest) if rest > 0 => lang.pick(format!("{shown} and {rest} more"), format!("{shown} 他 {rest} 件")),
        _ => shown,
    }
}

/// The id of a flow and the lines of comment above its rules.
pub(super) fn about(order: &Order<'_>, place: usize) -> (String, Vec<String>) {
    let Some(flow) = order.profile.flows.get(place) else { return Default::default() };
    let version = &order.profile.version;
    let origin = order.lang.pick(format!("profile {version}"), format!("プロファイル {version}"));
    (flow.id.clone(), vec![format!("{} [{origin}]", flow_line(order.lang, flow))])
}
