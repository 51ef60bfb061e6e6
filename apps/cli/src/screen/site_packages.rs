//! What makers handed over, on the screen of a site: packages, what is in doubt of them, and the makers' words.

use crate::screen::Paper;
use crate::screen::answer::{label_width, plural};
use crate::screen::package::short;
use crate::screen::site::INNER;
use activities::check_site::{CheckedSite, MakerStatement, OpenSite, SiteWord};
use terms::{Lang, Priority};

/// What is in doubt of the received packages, in words.
pub(crate) fn in_doubt(lang: Lang, open: &OpenSite) -> Vec<String> {
    let held = open.packages.iter().filter(|held| held.in_doubt);
    let doubts = held.flat_map(|held| held.findings.iter().filter(|finding| finding.priority >= Priority::Undecided));
    doubts.map(|finding| finding.detail.say(lang).what.trim_end_matches(['.', '。']).to_owned()).collect()
}

/// The maker's word beside the site's own finding.
pub(crate) fn beside(lang: Lang, said: &[MakerStatement<'_>], vulnerability: &str, paper: &mut Paper) {
    let about = said.iter().filter(|said| said.vulnerability == vulnerability);
    let mut told = std::collections::BTreeSet::new();
    for said in about {
        let text = maker_words(lang, said);
        if told.insert(text.clone()) {
            paper.row(INNER, &format!("    {}", lang.pick("maker", "製造業者")), &text);
        }
    }
}

fn maker_words(lang: Lang, said: &MakerStatement<'_>) -> String {
    let words = lang.pick(said.words[0], said.words[1]);
    let made = said.package.map(|package| package.manifest.made_at.to_string()).unwrap_or_default();
    let by = match said.signer(lang) {
        Some(signer) => lang.pick(format!("package signed by {signer}, {made}"), format!("{signer} が {made} に署名")),
        None => lang.pick("not signed: nobody vouches for it", "署名なし（保証されません）").to_owned(),
    };
    let counts = match (said.counted, said.policy.is_some()) {
        _ if said.status != device::ProductStatus::NotAffected => "",
        (true, _) => lang.pick("; counted by the site's policy", "。施設の方針により判定に反映"),
        (false, _) if said.signer(lang).is_none() => lang.pick("; shown only", "。併記のみ"),
        (false, true) => lang.pick("; shown only", "。併記のみ"),
        (false, false) => {
            lang.pick("; shown only, site.yaml says nothing of this signer", "。併記のみ（site.yaml に方針なし）")
        }
    };
    lang.pick(format!("{words} ({by}{counts})"), format!("{words}（{by}{counts}）"))
}

/// Each received package: its number, signer and the day by which the next is due.
pub(crate) fn packages(lang: Lang, open: &OpenSite, paper: &mut Paper) {
    for held in &open.packages {
        let text = match &held.package {
            None if open.models.iter().any(|model| model.received == held.received && model.unconfirmed) => lang.pick(
                format!("{} · a draft, NOT CONFIRMED BY THE MAKER, not signed", held.received),
                format!("{} · 下書き（製造業者未確認、署名なし）", held.received),
            ),
            None => lang.pick(
                format!("{} · without a package: not signed", held.received),
                format!("{} · パッケージなし（署名なし）", held.received),
            ),
            Some(package) => {
                let signer = package.signer.as_deref().map(short);
                let policy = open.policy(package).map(|policy| policy.name.get(lang)).filter(|name| !name.is_empty());
                let signed = match policy.or(signer) {
                    Some(signer) => lang.pick(format!("signed by {signer}"), format!("署名 {signer}")),
                    None => lang.pick("signer not trusted", "署名者を信頼できない").to_owned(),
                };
                let doubt = if held.in_doubt { lang.pick(" · IN DOUBT", " · 疑義あり") } else { "" };
                let (number, due) = (package.manifest.sequence, package.manifest.next_due);
                lang.pick(
                    format!("{} · package {number} · {signed} · next due {due}{doubt}", held.received),
                    format!("{} · パッケージ {number} · {signed} · 次回期日 {due}{doubt}", held.received),
                )
            }
        };
        paper.row(label_width(lang), lang.pick("Received", "受領"), &text);
    }
}

/// How many words of makers stand beside findings; each with `--all`.
pub(crate) fn makers(lang: Lang, said: &[MakerStatement<'_>], all: bool, paper: &mut Paper) {
    let denied: Vec<_> = said.iter().filter(|said| said.status == device::ProductStatus::NotAffected).collect();
    if denied.is_empty() {
        return;
    }
    let (counted, total) = (denied.iter().filter(|said| said.counted).count(), denied.len());
    let text = lang.pick(
        format!("{total} times “not affected”: {counted} counted by the site's policy, {} shown only", total - counted),
        format!("「影響なし」{total} 件: 施設の方針により反映 {counted} 件、併記のみ {} 件", total - counted),
    );
    paper.row(label_width(lang), lang.pick("Makers say", "製造業者"), &text);
    for said in denied.iter().filter(|_| all) {
        let text = format!("{} {}: {}", said.vulnerability, said.component, maker_words(lang, said));
        paper.row(label_width(lang), "", &text);
    }
}

/// What the site itself decided. What closes nothing is always named; what closes a finding is with `--all`, for it stays listed.
pub(crate) fn decided(lang: Lang, open: &OpenSite, checked: &CheckedSite<'_>, all: bool, paper: &mut Paper) {
    let words = checked.site_words();
    if words.is_empty() {
        return;
    }
    let closed = words.iter().filter(|word| word.closes()).count();
    let reopened = words.iter().filter(|word| word.decided.reopened).count();
    let rest = words.len() - closed - reopened;
    let text = lang.pick(
        format!(
            "{} finding{}: {closed} closed, {reopened} reopened, {rest} open",
            words.len(),
            plural(words.len() as u64)
        ),
        format!("所見 {} 件: 解決 {closed} 件、再判断 {reopened} 件、未解決 {rest} 件", words.len()),
    );
    paper.row(label_width(lang), lang.pick("Decided", "施設の判断"), &text);
    for word in words.iter().filter(|word| all || !word.closes()) {
        let SiteWord { vulnerability, release, component, decided } = word;
        let release = &open.releases[*release];
        let name = open.model_name(release.model, lang);
        let words = lang.pick(decided.en.as_str(), decided.ja.as_str());
        let text = format!("{vulnerability} · {name} {} · {component}: {words}", release.release);
        paper.row(label_width(lang), "", &text);
    }
}
