//! What one vulnerability means for each site: units of which nobody can tell, firewalls and remote lines.

use crate::commands::hit::{Answer, AnsweredSite};
use crate::screen::Paper;
use crate::screen::answer::plural;
use activities::hit::SiteHit;
use terms::Lang;

const INNER: usize = 12;

/// As many network devices of which nobody can tell are named.
const NAMED: usize = 3;

pub(super) fn sites(lang: Lang, answer: &Answer, paper: &mut Paper) {
    if answer.sites.is_empty() {
        return;
    }
    paper.line(lang.pick("SITES", "施設"));
    for one in &answer.sites {
        match &one.outcome {
            Ok(site) => read(lang, one, site, paper),
            Err(complaint) => paper.row(1, "", &format!("{}: {}", one.dir, complaint.what)),
        }
    }
    paper.blank();
}

fn read(lang: Lang, one: &AnsweredSite, site: &SiteHit, paper: &mut Paper) {
    let label = |en: &str, ja: &str| format!("   {}", lang.pick(en, ja));
    paper.row(1, "", &format!("{} · {}", site.name.get(lang), one.dir));
    if site.complaints > 0 {
        let (dir, count) = (&one.dir, site.complaints);
        paper.row(
            INNER,
            &label("unread", "未読"),
            &lang.pick(
                format!("{count} place{} could not be read (tutela check {dir})", plural(count as u64)),
                format!("読み取れない箇所 {count} 件（tutela check {dir}）"),
            ),
        );
    }
    let (installed, none, unknown) = (site.installed, site.without_dossier, site.release_unknown);
    let known = installed.saturating_sub(site.blind());
    let mut units = vec![lang.pick(
        format!("{installed} installed, the release of {known} known"),
        format!("設置 {installed} 台、うちリリース判明 {known} 台"),
    )];
    if none > 0 {
        units.push(lang.pick(format!("{none} without a dossier: UNKNOWN"), format!("ドシエなし {none} 台：不明")));
    }
    if unknown > 0 {
        units.push(
            lang.pick(format!("{unknown} of unknown release: UNKNOWN"), format!("リリース不明 {unknown} 台：不明")),
        );
    }
    paper.row(INNER, &label("units", "機器"), &units.join(" · "));
    for found in &site.devices {
        let range = if found.range.is_empty() { String::new() } else { format!(" · {}", found.range) };
        let text = format!("{} · {} {}{range} · {}", found.device, found.source, found.record, found.how.name());
        paper.row(INNER, &label("network", "網機器"), &text);
    }
    let unwatched = &site.unwatched_devices;
    if !unwatched.is_empty() {
        let names = unwatched.iter().take(NAMED).cloned().collect::<Vec<_>>().join(lang.pick(", ", "、"));
        let more = match unwatched.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => lang.pick(format!(" and {more} more"), format!(" ほか {more} 件")),
        };
        paper.row(
            INNER,
            &label("network", "網機器"),
            &lang.pick(
                format!("{} UNKNOWN, no source watches: {names}{more}", unwatched.len()),
                format!("{} 件は不明（監視する情報源なし）: {names}{more}", unwatched.len()),
            ),
        );
    }
    if !site.is_sound {
        let text = lang.pick(
            "firewalls and remote lines: UNKNOWN, a source is missing or too old",
            "ファイアウォール・遠隔回線: 不明（情報源の欠落または期限切れ）",
        );
        paper.row(INNER, &label("network", "網機器"), text);
    }
}
