//! Packages on the screen: number, releases, duties, what goes and what stays.

use crate::screen::Paper;
use crate::screen::answer::plural;
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
        Some(true) => {
            lang.pick(format!("{due}: PAST, what it says is stale"), format!("{due}（期限超過。内容は古くなっています）"))
        }
        Some(false) => due,
        None => lang.pick("not stated: counts as past".to_owned(), "記載なし（期限超過として扱う）".to_owned()),
    };
    row("next due", "次回期日", &due);
}

/// What goes and what stays.
pub(crate) fn contents(lang: Lang, manifest: &Package, all: bool, paper: &mut Paper) {
    let bytes: u64 = manifest.files.iter().map(|file| u64::from(file.bytes)).sum();
    let count = manifest.files.len();
    let text = lang.pick(
        format!("{count} file{}, {}", plural(count as u64), size(bytes)),
        format!("{count} 件、{}", size(bytes)),
    );
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
    if manifest.withheld.is_empty() {
        paper.row(width(lang), lang.pick("kept back", "非開示"), lang.pick("nothing", "なし"));
    }
    for (place, kept) in manifest.withheld.iter().enumerate() {
        let label = if place == 0 { lang.pick("kept back", "非開示") } else { "" };
        let name = match (&kept.path, kept.count) {
            (Some(path), 1) => path.clone(),
            (Some(path), count) => {
                lang.pick(format!("{path} ({count} files)"), format!("{path}（{count} 件）"))
            }
            (None, count) => lang
                .pick(format!("{count} other file{}", plural(u64::from(count))), format!("その他のファイル {count} 件")),
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

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
