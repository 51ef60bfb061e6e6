//! A site on the screen: verdict, the worst vulnerabilities by the units they touch, what is blind, models and releases.

use crate::commands::check_site::{counts, exploited, open_findings};
use crate::edge::Edge;
use crate::options::CheckArgs;
use crate::scope::Scope;
use crate::screen::Paper;
use crate::screen::answer::{doubts, label_width, looked, mirror, plural, sources, standing, unusable_sources};
use crate::screen::site_packages::{beside, decided, in_doubt, makers, packages};
use activities::check_site::{CheckedSite, Hit, Joined, MakerStatement, OpenSite};
use activities::scan::Verdict;
use std::collections::BTreeMap;
use terms::{Finding, Lang, Priority, When};

/// Columns of the labels below a numbered thing.
pub(crate) const INNER: usize = 13;

/// Draws the screen.
pub(crate) fn draw(
    edge: &Edge,
    open: &OpenSite,
    checked: &CheckedSite<'_>,
    scope: Scope,
    args: &CheckArgs,
    paper: &mut Paper,
) {
    let lang = edge.lang;
    let dir = args.dir.display().to_string();
    title(edge, open, &dir, paper);
    let hits = checked.hits(open);
    let findings: Vec<&Finding> =
        checked.findings.iter().filter(|finding| finding.priority >= Priority::Undecided).collect();
    paper.headed(word(lang, checked.verdict(open)), &reason(lang, open, checked, &hits, findings.len()));
    paper.blank();
    let shown = if args.all { usize::MAX } else { 3 };
    let mut number = 0;
    let said = checked.maker_statements(open);
    for hit in hits.iter().take(shown) {
        number += 1;
        one_hit(lang, open, hit, &said, number, &dir, paper);
    }
    for finding in findings.iter().take(shown - number.min(shown)) {
        number += 1;
        one_finding(lang, finding, number, paper);
    }
    if number > 0 {
        paper.blank();
    }
    looked(lang, &scope, paper);
    units(lang, open, paper);
    models(edge, open, checked, args.all, paper);
    packages(lang, open, paper);
    makers(lang, &said, args.all, paper);
    decided(lang, open, checked, args.all, paper);
    if let Some(scan) = checked.any_scan() {
        sources(edge, scan, paper);
    }
    if edge.unwatched_allowed {
        let text = lang.pick(
            "components that nobody watches are left out of the exit status (--unwatched allow)",
            "監視されていない構成要素は終了状態に含めていません（--unwatched allow）",
        );
        paper.row(label_width(lang), lang.pick("Allowed", "許容"), text);
    }
    let todo = checked.findings.iter().filter(|finding| finding.priority == Priority::Attention).count();
    if todo > 0 {
        let text = lang.pick(
            format!("{todo} open point{} of the site's own files", plural(todo as u64)),
            format!("施設ファイルの未記入・不備 {todo} 件"),
        );
        paper.row(label_width(lang), lang.pick("To do", "要対応"), &text);
    }
    paper.blank();
    last(edge, open, checked, &dir, args.all, paper);
    if args.all {
        details(lang, checked, paper);
    }
}

fn title(edge: &Edge, open: &OpenSite, dir: &str, paper: &mut Paper) {
    let lang = edge.lang;
    let name = open.site.site.as_ref().map(|site| site.name.get(lang).to_owned()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| dir.to_owned());
    let installed = counts(open).installed;
    let title = lang.pick(
        format!("{name} · {installed} installed unit{}", plural(installed as u64)),
        format!("{name} · 設置機器 {installed} 台"),
    );
    let moment = edge.moment();
    paper.split(&title, &lang.pick(format!("as of {moment}"), format!("{moment} 時点")));
}

fn word(lang: Lang, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Blocking => lang.pick("BLOCKING FINDINGS", "阻害する所見あり"),
        Verdict::Undecided => lang.pick("UNDECIDED", "未判断あり"),
        Verdict::NothingBlocking => {
            lang.pick("NOTHING BLOCKING IN WHAT WAS LOOKED AT", "確認した範囲に阻害する所見なし")
        }
        Verdict::NoAnswer => lang.pick("NO ANSWER", "回答不可"),
    }
}

/// The verdict's reason: what was found, then what nobody looked at.
fn reason(lang: Lang, open: &OpenSite, checked: &CheckedSite<'_>, hits: &[Hit<'_>], findings: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for text in checked.scans().flat_map(|scan| unusable_sources(lang, scan)) {
        if !parts.contains(&text) {
            parts.push(text);
        }
    }
    let (against, hits): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| hit.priority == Priority::Blocking);
    if !against.is_empty() {
        parts.push(lang.pick(
            format!("{} vulnerabilit{} decided to affect installed units", against.len(), ies(against.len())),
            format!("設置機器に影響すると判断された脆弱性 {} 件", against.len()),
        ));
    }
    if !hits.is_empty() {
        let exploited = hits.iter().filter(|hit| hit.vulnerability.exploited.is_some()).count();
        let known = match exploited {
            0 => String::new(),
            _ => lang
                .pick(format!(", {exploited} of them known exploited"), format!("（うち悪用確認済み {exploited} 件）")),
        };
        parts.push(lang.pick(
            format!("{} vulnerabilit{} of installed units wait for a decision{known}", hits.len(), ies(hits.len())),
            format!("設置機器の脆弱性 {} 件が判断待ちです{known}", hits.len()),
        ));
    }
    parts.extend(leaning(lang, open, checked));
    if findings > 0 {
        parts.push(lang.pick(
            format!("{findings} finding{} about the site itself", plural(findings as u64)),
            format!("施設自体の所見 {findings} 件"),
        ));
    }
    parts.extend(in_doubt(lang, open));
    let (blind, installed) = (open.blind(), counts(open).installed);
    if installed == 0 {
        parts.push(
            lang.pick("no unit is listed, so nothing was looked at", "機器が一覧になく、何も確認していません")
                .to_owned(),
        );
    } else if blind > 0 {
        parts.push(lang.pick(
            format!("{blind} of {installed} units are blind: nothing is known of what they run"),
            format!("{installed} 台中 {blind} 台は内容不明です（何が動作しているか分かりません）"),
        ));
    }
    parts.join(lang.pick("; ", "。"))
}

/// What the answer about each release and about the network devices leans on and cannot.
fn leaning(lang: Lang, open: &OpenSite, checked: &CheckedSite<'_>) -> Vec<String> {
    let releases = open.releases.iter().zip(&checked.releases).map(|(release, answer)| {
        (format!("{} {}", open.model_name(release.model, lang), release.release), &answer.scan)
    });
    let devices = checked
        .network_devices
        .iter()
        .map(|scan| (lang.pick("firewalls and remote lines", "ファイアウォールと遠隔回線").to_owned(), scan));
    let mut parts = Vec::new();
    for (name, scan) in releases.chain(devices) {
        let mut words = scan.dependence.leans_on(lang);
        if scan.dependence.unwatched > 0 {
            let count = scan.dependence.unwatched;
            words.push(lang.pick(
                format!("{count} component{} watched by nobody", if count == 1 { " is" } else { "s are" }),
                format!("監視されていない構成要素 {count} 件"),
            ));
        }
        if !words.is_empty() {
            parts.push(format!("{name}: {}", words.join(", ")));
        }
    }
    parts
}

fn ies(count: usize) -> &'static str {
    if count == 1 { "y" } else { "ies" }
}

fn one_hit(
    lang: Lang,
    open: &OpenSite,
    hit: &Hit<'_>,
    said: &[MakerStatement<'_>],
    number: usize,
    dir: &str,
    paper: &mut Paper,
) {
    let Hit { vulnerability, priority: _, releases, units, life_supporting } = hit;
    let count = lang.pick(format!("{units} unit{}", plural(*units as u64)), format!("{units} 台"));
    paper.row(
        4,
        &format!("{number:>2}"),
        &format!("{}   {count}   {}", vulnerability.id, standing(lang, vulnerability)),
    );
    let label = |en: &str, ja: &str| format!("    {}", lang.pick(en, ja));
    if !vulnerability.title.is_empty() {
        paper.row(INNER, &label("what", "内容"), &vulnerability.title);
    }
    let release = |(place, component): &(usize, String)| {
        let release = &open.releases[*place];
        let name = open.model_name(release.model, lang);
        lang.pick(
            format!("{component} in {name} {} ({})", release.release, release.units.len()),
            format!("{name} {} の {component}（{} 台）", release.release, release.units.len()),
        )
    };
    let places: Vec<String> = releases.iter().take(4).map(release).collect();
    paper.row(INNER, &label("where", "場所"), &places.join(" · "));
    if *life_supporting > 0 {
        let text = lang.pick(
            format!("{life_supporting} of the units keep a patient alive"),
            format!("うち生命維持に関わる機器 {life_supporting} 台"),
        );
        paper.row(INNER, &label("care", "診療"), &text);
    }
    beside(lang, said, &vulnerability.id, paper);
    if let Some((place, _)) = releases.first() {
        let release = &open.releases[*place];
        let command = format!(
            "tutela check {dir}/received/{} --release {}",
            open.models[release.model].received, release.release
        );
        paper.row(INNER, &label("next", "次"), &command);
    }
}

fn one_finding(lang: Lang, finding: &Finding, number: usize, paper: &mut Paper) {
    let wording = finding.detail.say(lang);
    paper.row(4, &format!("{number:>2}"), &wording.what);
    if let Some(place) = &finding.subject.place {
        paper.row(INNER, &format!("    {}", lang.pick("where", "場所")), &place.to_string());
    }
    for (en, ja, text) in [("why", "理由", wording.why), ("next", "次", wording.next)] {
        paper.row(INNER, &format!("    {}", lang.pick(en, ja)), &text);
    }
}

/// How many units are joined, and which are blind.
fn units(lang: Lang, open: &OpenSite, paper: &mut Paper) {
    let counts = counts(open);
    let mut parts = vec![lang.pick(
        format!("{} of {} joined with the release they run", counts.joined, counts.installed),
        format!("{} 台中 {} 台をリリースと照合", counts.installed, counts.joined),
    )];
    for (count, en, ja) in [
        (counts.no_dossier, "without a dossier", "ドシエなし"),
        (counts.release_unknown, "run a release their dossier does not know", "リリース不明"),
        (counts.several_dossiers, "claimed by several dossiers", "複数のドシエが該当"),
        (counts.retired, "retired", "廃棄"),
    ] {
        if count > 0 {
            parts.push(lang.pick(format!("{count} {en}"), format!("{ja} {count} 台")));
        }
    }
    paper.row(label_width(lang), lang.pick("Units", "機器"), &parts.join(" · "));
    let mut models: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, unit, joined) in open.installed() {
        if *joined == Joined::NoDossier {
            *models.entry(if unit.model.is_empty() { "?" } else { &unit.model }).or_default() += 1;
        }
    }
    let mut models: Vec<(usize, &str)> = models.into_iter().map(|(name, count)| (count, name)).collect();
    models.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    if !models.is_empty() {
        const SHOWN: usize = 12;
        let mut names: Vec<String> = models
            .iter()
            .take(SHOWN)
            .map(|(count, name)| lang.pick(format!("{name} ×{count}"), format!("{name} {count} 台")))
            .collect();
        if models.len() > SHOWN {
            let more = models.len() - SHOWN;
            names.push(lang.pick(format!("{more} more models"), format!("ほか {more} 型式")));
        }
        paper.row(label_width(lang), lang.pick("No dossier", "ドシエなし"), &names.join(" · "));
    }
}

/// Each release in use with the answer about it.
fn models(edge: &Edge, open: &OpenSite, checked: &CheckedSite<'_>, all: bool, paper: &mut Paper) {
    let lang = edge.lang;
    for (place, (release, answer)) in open.releases.iter().zip(&checked.releases).enumerate() {
        let model = &open.models[release.model];
        let coverage = &answer.scan.coverage;
        let units = release.units.len();
        let support = match model.end_of_support {
            Some(When::NotBefore(day)) => {
                lang.pick(format!("end of support not before {day}"), format!("サポート終了は {day} 以降"))
            }
            Some(When::Unknown) => lang.pick("end of support not known", "サポート終了日不明").to_owned(),
            Some(when) => lang.pick(format!("end of support {when}"), format!("サポート終了 {when}")),
            None => lang.pick("end of support not stated".to_owned(), "サポート終了日の記載なし".to_owned()),
        };
        let text = [
            lang.pick(format!("{units} unit{}", plural(units as u64)), format!("{units} 台")),
            word(lang, checked.verdict_of(place)).to_lowercase(),
            lang.pick(
                format!("{} findings, {} known exploited", open_findings(&answer.scan), exploited(&answer.scan)),
                format!("所見 {} 件（悪用確認済み {} 件）", open_findings(&answer.scan), exploited(&answer.scan)),
            ),
            lang.pick(
                format!("watched {} of {}", coverage.watched(), coverage.countable()),
                format!("監視 {} / {}", coverage.watched(), coverage.countable()),
            ),
            support,
        ];
        let name = format!("{} {}", open.model_name(release.model, lang), release.release);
        paper.row(label_width(lang), lang.pick("Release", "リリース"), &format!("{name} · {}", text.join(" · ")));
        doubts(lang, &answer.scan, all, paper);
    }
    if let Some(scan) = &checked.network_devices {
        let text = lang.pick(
            format!(
                "{} · watched {} · findings {}",
                counted(scan.count()),
                scan.coverage.watched(),
                open_findings(scan)
            ),
            format!(
                "ファイアウォールと遠隔回線 {} 件 · 監視 {} · 所見 {} 件",
                scan.count(),
                scan.coverage.watched(),
                open_findings(scan)
            ),
        );
        paper.row(label_width(lang), lang.pick("Network", "ネットワーク"), &text);
    }
}

fn counted(devices: u32) -> String {
    if devices == 1 { "1 firewall or remote line".to_owned() } else { format!("{devices} firewalls and remote lines") }
}

fn last(edge: &Edge, open: &OpenSite, checked: &CheckedSite<'_>, dir: &str, all: bool, paper: &mut Paper) {
    let lang = edge.lang;
    let next: String = match (counts(open).installed, open.blind()) {
        (0, _) => format!("tutela units import FILE {dir}"),
        (_, 0) => String::new(),
        (_, blind) => lang.pick(
            format!("ask the makers of {blind} blind units for their dossiers"),
            format!("内容不明の {blind} 台について製造業者にドシエを求める"),
        ),
    };
    let everything = if all { String::new() } else { format!("tutela check {dir} --all") };
    mirror(lang, checked.any_scan(), paper);
    let steps: Vec<String> = [next, everything].into_iter().filter(|step| !step.is_empty()).collect();
    if !steps.is_empty() {
        paper.row(label_width(lang), lang.pick("Next", "次の手順"), &steps.join("\n"));
    }
}

fn details(lang: Lang, checked: &CheckedSite<'_>, paper: &mut Paper) {
    let rest = checked.findings.iter().filter(|finding| finding.priority < Priority::Undecided);
    for finding in rest {
        let wording = finding.detail.say(lang);
        let place = finding.subject.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        paper.row(4, "  · ", &format!("{place}{} {}", wording.what, wording.next));
    }
}
