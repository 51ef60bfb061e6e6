//! Statuses on the screen: what a maker is told, and what facilities answered, counted.

use crate::screen::Paper;
use crate::screen::answer::plural;
use crate::screen::package::{short, width};
use activities::package::Field;
use device::Choice;
use formats::dossier::v1;
use terms::Lang;

/// What the maker is told; `written` is the key that signed and the file.
pub(crate) fn status(
    lang: Lang,
    received: &str,
    told: &v1::Status,
    written: Option<(&str, &str)>,
    has_profile: bool,
    paper: &mut Paper,
) {
    paper.line(&lang.pick(
        format!("status about package {} of {} (received/{received})", told.sequence, told.device),
        format!("{}（received/{received}）のパッケージ {} についての状況報告", told.device, told.sequence),
    ));
    units(lang, told, paper);
    vulnerabilities(lang, told, paper);
    controls(lang, told, has_profile, paper);
    for duty in &told.duties {
        let [en, ja] = duty.answer.meaning();
        let reason = duty.reason.as_ref().map(|reason| format!(": {}", reason.get(lang))).unwrap_or_default();
        let answer = lang.pick(en, ja);
        paper.row(width(lang), lang.pick("duty", "責務"), &format!("{}: {answer}{reason}", duty.id));
    }
    let kept = match told.serials.len() {
        0 => {
            lang.pick("no place, no patient, no serial number is told", "場所・患者・製造番号は含まれません").to_owned()
        }
        count => lang.pick(
            format!("no place and no patient is told; {count} serial numbers by the consent in site.yaml"),
            format!("場所・患者は含まれません。site.yaml の同意により製造番号 {count} 件を含みます"),
        ),
    };
    paper.row(width(lang), lang.pick("kept back", "非開示"), &kept);
    paper.line(&match written {
        Some((signer, out)) => lang.pick(
            format!("signed by {} and written to {out}: hand it to the maker with your .pub file", short(signer)),
            format!("{} で署名し {out} に書き出しました。.pub ファイルとともに製造業者に渡してください", short(signer)),
        ),
        None => lang
            .pick(
                "Nothing is signed or written. To do so: --key FILE --out FILE, without --dry-run",
                "署名も書き出しもしていません。実行するには --dry-run を外し --key と --out を指定してください",
            )
            .to_owned(),
    });
}

fn units(lang: Lang, told: &v1::Status, paper: &mut Paper) {
    let mut row = |en: &str, ja: &str, text: &str| paper.row(width(lang), lang.pick(en, ja), text);
    row("received", "受領", &told.received_at.map_or_else(|| "?".to_owned(), |at| at.to_string()));
    let unknown = told.release_unknown;
    let not_known = lang.pick(format!("release not known ×{unknown}"), format!("リリース不明 ×{unknown}"));
    let releases = told.releases.iter().map(|release| format!("{} ×{}", release.release, release.units));
    let parts: Vec<String> =
        std::iter::once(told.units.to_string()).chain(releases).chain((unknown > 0).then_some(not_known)).collect();
    row("units", "機器", &parts.join(" · "));
    if let Some(newest) = &told.newest {
        let (patched, units) = (told.patched, told.units);
        let text =
            lang.pick(format!("{patched} of {units} run {newest}"), format!("{units} 台中 {patched} 台が {newest}"));
        row("patched", "更新済み", &text);
    }
    for cannot in &told.cannot {
        let (units, release, reason) = (cannot.units, &cannot.release, cannot.reason.get(lang));
        let text =
            lang.pick(format!("{units} units to {release}: {reason}"), format!("{release} へ {units} 台: {reason}"));
        row("cannot", "更新不可", &text);
    }
}

fn vulnerabilities(lang: Lang, told: &v1::Status, paper: &mut Paper) {
    let mut row = |en: &str, ja: &str, text: &str| paper.row(width(lang), lang.pick(en, ja), text);
    let (mitigated, open): (Vec<_>, Vec<_>) = told.vulnerabilities.iter().partition(|touched| touched.rule.is_some());
    let open = open.len();
    let text = match told.mirror {
        Some(_) => {
            lang.pick(format!("{open} vulnerabilities of units are open"), format!("機器の脆弱性 {open} 件が未対応"))
        }
        None => lang.pick("not looked up: no mirror is held", "照合していません（ミラーなし）").to_owned(),
    };
    row("affected", "該当", &text);
    for touched in mitigated {
        let (id, units, rule) = (&touched.id, touched.units, touched.rule.as_deref().unwrap_or_default());
        let text = lang.pick(
            format!("{id} on {units} units by {rule} (your word)"),
            format!("{id}（{units} 台）: {rule}（施設の申告）"),
        );
        row("mitigated", "緩和", &text);
    }
}

fn controls(lang: Lang, told: &v1::Status, has_profile: bool, paper: &mut Paper) {
    let mut row = |text: &str| paper.row(width(lang), lang.pick("control", "対策"), text);
    for control in &told.controls {
        let [en, ja] = control.state.meaning();
        let line =
            control.line.map(|line| lang.pick(format!(" (rule at line {line})"), format!("（{line} 行目の規則）")));
        row(&format!("{}: {}{}", control.id, lang.pick(en, ja), line.unwrap_or_default()));
    }
    if told.controls.is_empty() {
        row(match has_profile {
            true => lang.pick("the maker offers none", "製造業者からの提示なし"),
            false => lang.pick(
                "the package holds no network.yaml that can be read",
                "読み取れる network.yaml がパッケージにありません",
            ),
        });
    }
}

/// What facilities answered, counted: rows of the maker's screen.
pub(crate) fn field(lang: Lang, field: &Field) -> Vec<(String, String)> {
    let mut rows = vec![(lang.pick("Field", "現場").to_owned(), answered(lang, field))];
    let mut more = |text: String| rows.push((String::new(), text));
    for (release, units, reason) in field.cannot.iter().take(3) {
        more(lang.pick(
            format!("{units} units cannot go to {release}: {reason}"),
            format!("{units} 台は {release} に更新できません: {reason}"),
        ));
    }
    let some = |at: usize| field.vulnerabilities.values().filter(|counts| counts[at] > 0).count();
    let (open, mitigated, silent) = (some(0), some(1), field.not_looked_up);
    let unasked = match silent {
        0 => String::new(),
        _ => lang.pick(
            format!("; {silent} of the facilities looked nothing up"),
            format!("（うち {silent} 施設は照合していません）"),
        ),
    };
    more(lang.pick(
        format!("{open} vulnerabilities open at facilities, {mitigated} held off by a rule somewhere{unasked}"),
        format!("施設で未対応の脆弱性 {open} 件、規則で緩和された施設のある脆弱性 {mitigated} 件{unasked}"),
    ));
    for (control, [all, firewall, no, unknown]) in &field.controls {
        more(lang.pick(
            format!("control {control}: in force {all}, at a firewall {firewall}, not {no}, unknown {unknown}"),
            format!("対策 {control}: 有効 {all}、ファイアウォールで有効 {firewall}、無効 {no}、不明 {unknown}"),
        ));
    }
    let refused = field.duties.iter().filter(|(_, counts)| counts[1] > 0);
    let refused: Vec<String> = refused.map(|(duty, counts)| format!("{duty} ×{}", counts[1])).collect();
    if !refused.is_empty() {
        let refused = refused.join(", ");
        more(lang.pick(format!("duties refused: {refused}"), format!("拒否された責務: {refused}")));
    }
    rows
}

fn answered(lang: Lang, field: &Field) -> String {
    let Field { facilities, up_to_date, units, release_unknown, patched, releases, not_counted, .. } = field;
    let y = if *facilities == 1 { "y" } else { "ies" };
    let mut parts = vec![
        lang.pick(
            format!("{facilities} facilit{y} answered, {up_to_date} about the newest package"),
            format!("{facilities} 施設が回答（うち最新パッケージについて {up_to_date}）"),
        ),
        lang.pick(
            format!("{units} units, {patched} on the newest release"),
            format!("{units} 台（うち最新リリース {patched} 台）"),
        ),
    ];
    parts.extend(releases.iter().map(|(release, units)| format!("{release} ×{units}")));
    if *release_unknown > 0 {
        parts.push(
            lang.pick(format!("release not known ×{release_unknown}"), format!("リリース不明 ×{release_unknown}")),
        );
    }
    if *not_counted > 0 {
        let s = plural(*not_counted as u64);
        parts.push(lang.pick(
            format!("{not_counted} answer{s} NOT COUNTED (tutela check … --all says why)"),
            format!("集計できない回答 {not_counted} 件（理由は --all）"),
        ));
    }
    parts.join(" · ")
}
