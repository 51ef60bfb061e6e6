//! Packages on the screen: number, releases, duties, what goes and what stays.

use crate::screen::Paper;
use crate::screen::answer::plural;
use activities::package::{Answer, PackageChanges, State};
use device::{Choice, Duty, Package};
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

/// What goes and what stays; `by` is what would show the rest.
pub(crate) fn contents(lang: Lang, manifest: &Package, (all, by): (bool, &str), paper: &mut Paper) {
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
        paper.row(width(lang), "", &lang.pick(format!("… {more} more: {by}"), format!("… ほか {more} 件: {by}")));
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

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
