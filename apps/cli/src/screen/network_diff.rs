//! The screen of `network diff`: verdict, changes, flows, units, what is not proved, what was looked at.

use super::network::{more, taken_for_granted, text};
use crate::screen::Paper;
use activities::compare_firewalls::{Asked, Compared, Outcome, change_word, said};
use activities::verify_firewall::{flow_id, why};
use network::{Addresses, Change};
use terms::{Lang, counted};

/// Entries of each kind that the screen shows; JSON holds all.
const SHOWN: usize = 10;

/// Draws the whole answer.
pub(crate) fn compared(lang: Lang, asked: &Asked<'_>, compared: &Compared, site: bool, paper: &mut Paper) {
    paper.line(&verdict(lang, compared));
    for finding in compared.findings.iter().filter(|finding| finding.code() == "network/not-a-rule-set") {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        paper.row(2, "  ", &format!("{place}: {}", finding.detail.say(lang).what));
    }
    for change in [Change::Opened, Change::Closed, Change::NotProved] {
        changes(lang, compared, change, paper);
    }
    flows(lang, asked, compared, paper);
    if site {
        let words = compared.units.iter().map(|unit| (unit.unit.as_str(), [unit.opened, unit.closed, unit.not_proved]));
        parts(lang, lang.pick("units touched", "影響を受ける機器"), words, paper);
    }
    open(lang, compared, paper);
    taken_for_granted(lang, &compared.findings, paper);
    paper.blank();
    let scope = if asked.binding.device == Addresses::ALL {
        lang.pick("all traffic", "すべての通信")
    } else {
        lang.pick("traffic of the device's addresses", "機器のアドレスの通信")
    };
    let ([old, new], hook) = (compared.read, asked.hook.name());
    paper.row(
        16,
        lang.pick("looked at", "確認した範囲"),
        &lang.pick(
            format!("{scope} at the hook {hook}, in every state of a connection; {old} old and {new} new rules"),
            format!("フック {hook} の{scope}（すべての接続状態）。旧 {old} 件、新 {new} 件の規則"),
        ),
    );
}

fn verdict(lang: Lang, compared: &Compared) -> String {
    let count = |change| compared.changes.iter().filter(|shown| shown.changed.change == change).count();
    let (opened, closed) = (count(Change::Opened), count(Change::Closed));
    match compared.outcome() {
        _ if compared.unreadable => {
            lang.pick("NO ANSWER: a file is no rule set", "回答不可: ルールセットではないファイルがあります").to_owned()
        }
        Outcome::Same => {
            lang.pick("SAME: both let the same packets through", "同じ: 通過するパケットは同一です").to_owned()
        }
        Outcome::Changed => lang.pick(
            format!(
                "CHANGED: something opens {}, something closes {}",
                counted(opened, "time"),
                counted(closed, "time")
            ),
            format!("変更あり: 新たに通過 {opened} 件、新たに遮断 {closed} 件"),
        ),
        Outcome::NotProved => lang
            .pick(
                "NOT PROVED: no change was found, but not everything is proved",
                "未証明: 変更は見つかっていませんが、すべては証明できていません",
            )
            .to_owned(),
    }
}

fn changes(lang: Lang, compared: &Compared, change: Change, paper: &mut Paper) {
    let of_kind = || compared.changes.iter().filter(|shown| shown.changed.change == change);
    if of_kind().next().is_none() {
        return;
    }
    paper.blank();
    paper.line(change_word(lang, change));
    for shown in of_kind().take(SHOWN) {
        let state = shown.changed.witness.state.name();
        paper.row(4, "  -", &format!("{} ({state})", shown.changed.witness));
        text(lang.pick("before", "旧"), &said(shown.old.as_ref()), paper);
        text(lang.pick("now", "新"), &said(shown.new.as_ref()), paper);
    }
    more(lang, of_kind().count(), paper);
}

fn flows(lang: Lang, asked: &Asked<'_>, compared: &Compared, paper: &mut Paper) {
    let Some(profile) = asked.profile else { return };
    let ids: Vec<String> = compared.flows.iter().map(|change| flow_id(profile, change.flow)).collect();
    let words = compared.flows.iter().zip(&ids);
    let words = words.map(|(change, id)| (id.as_str(), [change.opened, change.closed, change.not_proved]));
    parts(lang, lang.pick("flows that change", "変わる通信"), words, paper);
}

fn parts<'a>(lang: Lang, head: &str, parts: impl Iterator<Item = (&'a str, [bool; 3])>, paper: &mut Paper) {
    paper.blank();
    paper.line(head);
    let mut count = 0;
    for (id, has) in parts {
        count += 1;
        if count > SHOWN {
            continue;
        }
        let kinds = [Change::Opened, Change::Closed, Change::NotProved].into_iter().zip(has);
        let words: Vec<&str> = kinds.filter(|(_, has)| *has).map(|(change, _)| change_word(lang, change)).collect();
        paper.row(4, "  -", &format!("{id}: {}", words.join("; ")));
    }
    if count == 0 {
        paper.row(4, "  -", lang.pick("none", "なし"));
    }
    more(lang, count, paper);
}

fn open(lang: Lang, compared: &Compared, paper: &mut Paper) {
    if compared.open.is_empty() {
        return;
    }
    paper.blank();
    paper.line(lang.pick("not proved beside these", "上記のほかに証明できていないこと"));
    for (new, reason, rule) in compared.open.iter().take(SHOWN) {
        let side = if *new { lang.pick("new", "新") } else { lang.pick("old", "旧") };
        let rule = said(rule.as_ref());
        paper.row(4, "  -", &format!("{side}: {} {rule}", why(lang, reason, Some(""), None)));
    }
    more(lang, compared.open.len(), paper);
}
