//! Pairs of names that wait for a person, and what an answer would cover.

use super::Paper;
use activities::triage::NameQuestion;
use device::Id;
use terms::Lang;

/// How many advisories of a pair are shown before the rest is counted.
const SHOWN: usize = 3;

/// Ours, then theirs.
pub(crate) fn pair(question: &NameQuestion<'_>) -> String {
    let (vendor, product) = question.theirs;
    let weight = question.weight().say();
    let weight = if weight.is_empty() { weight } else { format!("  [{weight}]") };
    format!("{}  =?  {vendor}: {product}{weight}", question.ours.say())
}

/// Why they may be the same, advisory by advisory.
pub(crate) fn reasons(lang: Lang, question: &NameQuestion<'_>, paper: &mut Paper) {
    for named in question.named.iter().take(SHOWN) {
        let why = lang.pick(&named.why[0], &named.why[1]);
        paper.row(
            8,
            lang.pick("why", "理由"),
            &format!("{} ({}): {why}", named.advisory, named.vulnerabilities.join(", ")),
        );
    }
    let more = question.named.len().saturating_sub(SHOWN);
    if more > 0 {
        paper.row(8, "", &lang.pick(format!("and {more} more advisories"), format!("ほか勧告 {more} 件")));
    }
}

/// What each answer would cover, before it is given.
pub(crate) fn scopes(lang: Lang, question: &NameQuestion<'_>, paper: &mut Paper) {
    let version = &question.ours.version;
    let this = match version.is_empty() {
        true => String::new(),
        false => lang.pick(format!("n: version {version} only; "), format!("n: 版 {version} のみ、")),
    };
    let words = lang.pick(
        format!(
            "this pair, in every advisory that names it. y: every version, and its vulnerabilities still wait for decisions; \
             {this}v: every version"
        ),
        format!("この組を挙げるすべての勧告。y: 全版（脆弱性ごとの判断は別途必要）、{this}v: 全版"),
    );
    paper.row(8, lang.pick("scope", "範囲"), &words);
}

/// Every pair that waits.
pub(crate) fn list(lang: Lang, questions: &[NameQuestion<'_>], release: &Id, asked: bool, paper: &mut Paper) {
    let count = questions.len();
    paper.line(&lang.pick(
        format!("release {release}: {count} pairs of names wait for an answer"),
        format!("リリース {release}: 回答待ちの名称の組 {count} 件"),
    ));
    for question in questions {
        paper.blank();
        paper.line(&pair(question));
        reasons(lang, question, paper);
    }
    unasked(lang, asked, paper);
}

/// How a walk ended.
pub(crate) fn ended(lang: Lang, written: usize, left: usize, release: &Id, asked: bool, paper: &mut Paper) {
    paper.line(&lang.pick(
        format!(
            "{written} answers appended to releases/{release}/decisions.yaml, claimed, not verified; {left} pairs wait"
        ),
        format!(
            "releases/{release}/decisions.yaml に {written} 件の回答を追記しました（主張のみ・未検証）。回答待ち {left} 件"
        ),
    ));
    unasked(lang, asked, paper);
}

/// An empty list means nothing where nobody looked.
fn unasked(lang: Lang, asked: bool, paper: &mut Paper) {
    if !asked {
        paper.line(lang.pick(
            "NO ANSWER: no device advisories (CSAF) are held that are young enough, or a document could not be read in full; \
             names were not looked for everywhere: tutela feeds status",
            "回答不可: 機器の勧告（CSAF）が未取得・期限切れ、または全部は読み取れなかった文書があり、名称を十分に照合できていません: \
             tutela feeds status",
        ));
    }
}
