//! Packages on the screen: number, releases, duties, what goes and what stays.

use crate::screen::Paper;
use crate::screen::answer::plural;
use activities::package::{Answer, Field, PackageChanges, State};
use device::{Choice, Duty, Package};
use formats::dossier::v1;
use terms::{Day, Lang};

/// Columns of the labels.
pub(crate) fn width(lang: Lang) -> usize {
    lang.pick(13, 14)
}

/// First digits of a hash or key, enough to tell two apart by eye; `--format json` has all.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// Name, number, dates, releases.
pub(crate) fn about(lang: Lang, manifest: &Package, sha256: &str, today: Day, paper: &mut Paper) {
    let mut row = |en: &str, ja: &str, text: &str| paper.row(width(lang), lang.pick(en, ja), text);
    let releases: Vec<&str> = manifest.releases.iter().map(|release| release.label.as_str()).collect();
    row("releases", "リリース", &releases.join(" · "));
    let before = match &manifest.supersedes {
        Some(before) => lang
            .pick(format!("supersedes {}", short(before.as_str())), format!("{} を置き換え", short(before.as_str()))),
        None => lang.pick("the first of this device", "この機器の最初のパッケージ").to_owned(),
    };
    row("package", "パッケージ", &format!("{} · {before}", short(sha256)));
    row("made", "作成", &manifest.made_at.to_string());
    let due = manifest.next_due.to_string();
    let due = match manifest.next_due.is_past(today) {
        Some(true) => lang
            .pick(format!("{due}: PAST, what it says is stale"), format!("{due}（期限超過。内容は古くなっています）")),
        Some(false) => due,
        None => lang.pick("not stated: counts as past".to_owned(), "記載なし（期限超過として扱う）".to_owned()),
    };
    row("next due", "次回期日", &due);
}

/// What goes and what stays.
pub(crate) fn contents(lang: Lang, manifest: &Package, all: bool, paper: &mut Paper) {
    let bytes: u64 = manifest.files.iter().map(|file| u64::from(file.bytes)).sum();
    let count = manifest.files.len();
    let text = lang
        .pick(format!("{count} file{}, {}", plural(count as u64), size(bytes)), format!("{count} 件、{}", size(bytes)));
    paper.row(width(lang), lang.pick("files", "ファイル"), &text);
    const SHOWN: usize = 6;
    let shown = if all { count } else { SHOWN };
    for file in manifest.files.iter().take(shown) {
        paper.row(width(lang), "", &format!("{}  {}", &short(file.sha256.as_str())[..8], file.path));
    }
    if count > shown {
        let more = count - shown;
        paper.row(width(lang), "", &lang.pick(format!("… {more} more: --all"), format!("… ほか {more} 件: --all")));
    }
    kept_back(lang, manifest, paper);
}

/// What the maker keeps back.
pub(crate) fn kept_back(lang: Lang, manifest: &Package, paper: &mut Paper) {
    if manifest.withheld.is_empty() {
        paper.row(width(lang), lang.pick("kept back", "非開示"), lang.pick("nothing", "なし"));
    }
    for (place, kept) in manifest.withheld.iter().enumerate() {
        let label = if place == 0 { lang.pick("kept back", "非開示") } else { "" };
        let name = match (&kept.path, kept.count) {
            (Some(path), 1) => path.clone(),
            (Some(path), count) => lang.pick(format!("{path} ({count} files)"), format!("{path}（{count} 件）")),
            (None, count) => lang.pick(
                format!("{count} other file{}", plural(u64::from(count))),
                format!("その他のファイル {count} 件"),
            ),
        };
        paper.row(width(lang), label, &format!("{name}: {}", kept.why.get(lang)));
    }
}

/// The duties, each with what came of asking.
pub(crate) fn duties(lang: Lang, duties: &[Duty], answer: &dyn Fn(&Duty) -> String, paper: &mut Paper) {
    if duties.is_empty() {
        let none = lang.pick("none moves to the facility", "医療機関に移る責務なし");
        paper.row(width(lang), lang.pick("duties", "責務"), none);
    }
    for (place, duty) in duties.iter().enumerate() {
        let label = if place == 0 { lang.pick("duties", "責務") } else { "" };
        let [en, ja] = duty.kind.meaning();
        let answer = answer(duty);
        let text = lang.pick(
            format!("{}: {} – {} ({en}){answer}", duty.id, duty.task.get(lang), duty.facility.get(lang)),
            format!("{}: {} – {}（{ja}）{answer}", duty.id, duty.task.get(lang), duty.facility.get(lang)),
        );
        paper.row(width(lang), label, &text);
    }
}

/// An answer to a duty.
pub(crate) fn answered(lang: Lang, answer: &Answer) -> String {
    match answer {
        Answer::Open => lang.pick("NOT ANSWERED", "未回答").to_owned(),
        Answer::Accepted => lang.pick("accepted", "引き受け済み").to_owned(),
        Answer::Refused(reason) => lang.pick(format!("REFUSED: {reason}"), format!("拒否: {reason}")),
    }
}

/// What a package changes for the units of a site.
pub(crate) fn changes(lang: Lang, changes: &PackageChanges, paper: &mut Paper) {
    let width = width(lang);
    let (added, changed, gone) = (changes.added.len(), changes.changed.len(), changes.gone.len());
    let text = lang.pick(
        format!("{added} files come, {changed} change, {gone} go"),
        format!("追加 {added} 件、変更 {changed} 件、削除 {gone} 件"),
    );
    paper.row(width, lang.pick("changes", "変更"), &text);
    for row in &changes.releases {
        let [before, after] = row.units;
        let mut parts = vec![lang.pick(
            format!("{} · units {before} → {after}", row.release),
            format!("{} · 機器 {before} → {after} 台", row.release),
        )];
        if row.life_supporting > 0 {
            let count = row.life_supporting;
            parts.push(lang.pick(format!("{count} of them keep a patient alive"), format!("うち生命維持 {count} 台")));
        }
        let shown = |of: &dyn Fn(&State) -> usize| {
            let one = |state: &Option<State>| state.as_ref().map_or("–".to_owned(), |state| of(state).to_string());
            format!("{} → {}", one(&row.state[0]), one(&row.state[1]))
        };
        let (components, open) = (shown(&|state| state.components), shown(&|state| state.open));
        parts.push(lang.pick(format!("components {components}"), format!("構成要素 {components}")));
        parts.push(lang.pick(format!("open findings {open}"), format!("未解決の所見 {open}")));
        for (names, en, ja) in [(&row.added, "new", "追加"), (&row.gone, "gone", "削除")] {
            if !names.is_empty() {
                let shown = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                let more = if names.len() > 3 { ", …" } else { "" };
                parts.push(format!("{} {shown}{more}", lang.pick(en, ja)));
            }
        }
        paper.row(width, lang.pick("release", "リリース"), &parts.join(" · "));
    }
    let (before, after) = (changes.blind_before, changes.blind_after);
    let text = lang.pick(
        format!("{before} → {after} of all units are blind"),
        format!("内容不明の機器（全体） {before} → {after} 台"),
    );
    paper.row(width, lang.pick("blind", "内容不明"), &text);
}

/// What the maker is told.
pub(crate) fn status(
    lang: Lang,
    received: &str,
    told: &v1::Status,
    written: Option<(&str, &str)>,
    has_profile: bool,
    paper: &mut Paper,
) {
    let width = width(lang);
    paper.line(&lang.pick(
        format!("status about package {} of {} (received/{received})", told.sequence, told.device),
        format!("{}（received/{received}）のパッケージ {} についての状況報告", told.device, told.sequence),
    ));
    let mut row = |en: &str, ja: &str, text: &str| paper.row(width, lang.pick(en, ja), text);
    row("received", "受領", &told.received_at.map_or_else(|| "?".to_owned(), |at| at.to_string()));
    let releases: Vec<String> = told
        .releases
        .iter()
        .map(|release| format!("{} ×{}", release.release, release.units))
        .chain((told.release_unknown > 0).then(|| {
            lang.pick(
                format!("release not known ×{}", told.release_unknown),
                format!("リリース不明 ×{}", told.release_unknown),
            )
        }))
        .collect();
    row("units", "機器", &format!("{} · {}", told.units, releases.join(" · ")));
    if let Some(newest) = &told.newest {
        let (patched, units) = (told.patched, told.units);
        row(
            "patched",
            "更新済み",
            &lang.pick(format!("{patched} of {units} run {newest}"), format!("{units} 台中 {patched} 台が {newest}")),
        );
    }
    for cannot in &told.cannot {
        let (units, release, reason) = (cannot.units, &cannot.release, cannot.reason.get(lang));
        row(
            "cannot",
            "更新不可",
            &lang.pick(format!("{units} units to {release}: {reason}"), format!("{release} へ {units} 台: {reason}")),
        );
    }
    let mitigated: Vec<&v1::Touched> = told.vulnerabilities.iter().filter(|touched| touched.rule.is_some()).collect();
    let open = told.vulnerabilities.len() - mitigated.len();
    let text = match told.mirror {
        Some(_) => {
            lang.pick(format!("{open} vulnerabilities of units are open"), format!("機器の脆弱性 {open} 件が未対応"))
        }
        None => lang.pick("not looked up: no mirror is held", "照合していません（ミラーなし）").to_owned(),
    };
    row("affected", "該当", &text);
    for touched in mitigated {
        let rule = touched.rule.as_deref().unwrap_or_default();
        let (id, units) = (&touched.id, touched.units);
        row(
            "mitigated",
            "緩和",
            &lang.pick(format!("{id} on {units} units by {rule}"), format!("{id}（{units} 台）: {rule}")),
        );
    }
    for control in &told.controls {
        let [en, ja] = control.state.meaning();
        let line = control
            .line
            .map(|line| lang.pick(format!(" (rule at line {line})"), format!("（{line} 行目の規則）")))
            .unwrap_or_default();
        row(
            "control",
            "対策",
            &lang.pick(format!("{}: {en}{line}", control.id), format!("{}: {ja}{line}", control.id)),
        );
    }
    if told.controls.is_empty() {
        row(
            "control",
            "対策",
            match has_profile {
                true => lang.pick("the maker offers none", "製造業者からの提示なし"),
                false => lang.pick(
                    "the package holds no network.yaml that can be read",
                    "読み取れる network.yaml がパッケージにありません",
                ),
            },
        );
    }
    for duty in &told.duties {
        let [en, ja] = duty.answer.meaning();
        let reason = duty.reason.as_ref().map(|reason| format!(": {}", reason.get(lang))).unwrap_or_default();
        row("duty", "責務", &lang.pick(format!("{}: {en}{reason}", duty.id), format!("{}: {ja}{reason}", duty.id)));
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
    row("kept back", "非開示", &kept);
    paper.line(&match written {
        Some((signer, out)) => lang.pick(
            format!("signed by {} and written to {out}: hand it to the maker with your .pub file", short(signer)),
            format!("{} で署名し {out} に書き出しました。.pub ファイルとともに製造業者に渡してください", short(signer)),
        ),
        None => lang.pick(
            "Nothing is signed or written. To do so: --key FILE --out FILE, without --dry-run".to_owned(),
            "署名も書き出しもしていません。実行するには --dry-run を外し --key と --out を指定してください".to_owned(),
        ),
    });
}

/// What facilities answered, counted: rows of the maker's screen.
pub(crate) fn field(lang: Lang, field: &Field) -> Vec<(String, String)> {
    let Field { facilities, up_to_date, units, release_unknown, patched, releases, cannot, .. } = field;
    let mut parts = vec![lang.pick(
        format!(
            "{facilities} facilit{} answered, {up_to_date} about the newest package",
            if *facilities == 1 { "y" } else { "ies" }
        ),
        format!("{facilities} 施設が回答（うち最新パッケージについて {up_to_date}）"),
    )];
    parts.push(lang.pick(
        format!("{units} units, {patched} on the newest release"),
        format!("{units} 台（うち最新リリース {patched} 台）"),
    ));
    parts.extend(releases.iter().map(|(release, units)| format!("{release} ×{units}")));
    if *release_unknown > 0 {
        parts.push(
            lang.pick(format!("release not known ×{release_unknown}"), format!("リリース不明 ×{release_unknown}")),
        );
    }
    if field.not_counted > 0 {
        let count = field.not_counted;
        parts.push(lang.pick(
            format!("{count} answer{} NOT COUNTED (tutela check … --all says why)", plural(count as u64)),
            format!("集計できない回答 {count} 件（理由は --all）"),
        ));
    }
    let label = lang.pick("Field", "現場").to_owned();
    let mut rows = vec![(label, parts.join(" · "))];
    let mut more = |text: String| rows.push((String::new(), text));
    for (release, units, reason) in cannot.iter().take(3) {
        more(lang.pick(
            format!("{units} units cannot go to {release}: {reason}"),
            format!("{units} 台は {release} に更新できません: {reason}"),
        ));
    }
    let [mut open, mut mitigated] = [0, 0];
    for [affected, held] in field.vulnerabilities.values() {
        open += usize::from(*affected > 0);
        mitigated += usize::from(*held > 0);
    }
    more(lang.pick(
        format!("{open} vulnerabilities open at facilities, {mitigated} held off by a rule somewhere"),
        format!("施設で未対応の脆弱性 {open} 件、規則で緩和された施設のある脆弱性 {mitigated} 件"),
    ));
    for (control, [all, firewall, no, unknown]) in &field.controls {
        more(lang.pick(
            format!("control {control}: in force {all}, at a firewall {firewall}, not {no}, unknown {unknown}"),
            format!("対策 {control}: 有効 {all}、ファイアウォールで有効 {firewall}、無効 {no}、不明 {unknown}"),
        ));
    }
    let refused: Vec<String> = field
        .duties
        .iter()
        .filter(|(_, [_, refused, _])| *refused > 0)
        .map(|(duty, [_, refused, _])| format!("{duty} ×{refused}"))
        .collect();
    if !refused.is_empty() {
        let refused = refused.join(", ");
        more(lang.pick(format!("duties refused: {refused}"), format!("拒否された責務: {refused}")));
    }
    rows
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
