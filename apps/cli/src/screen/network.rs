//! The screen of `network verify`: verdict, both differences, what is not proved, what was looked at.

use crate::screen::Paper;
use activities::verify_firewall::{
    ControlShown, ControlState, Question, RuleShown, Verdict, Verified, flow_id, not_filtered, way, why,
};
use network::lint::{CARDS, NotConfirmedByMaker, not_confirmed};
use terms::{Choice, Finding, Lang, counted};

/// Entries of each kind that the screen shows; JSON holds all.
const SHOWN: usize = 10;

/// Paths that a proof without a site does not look at.
pub(crate) fn other_paths(lang: Lang) -> &'static str {
    lang.pick(
        "every other path of the unit (its own segment, other interfaces, Wi-Fi, VPN, remote service, USB)",
        "機器の他のすべての経路（同一セグメント、他のインタフェース、Wi-Fi、VPN、リモート保守、USB）",
    )
}

/// Why the rules prove nothing about today.
pub(crate) fn undated(lang: Lang, question: &Question<'_>) -> String {
    match question.captured {
        None => lang
            .pick(
                "when the rules were read from the firewall is not known (--captured-at)",
                "ルールセットの取得日時が不明です（--captured-at）",
            )
            .to_owned(),
        Some(day) => lang.pick(
            format!("the rules of {day} are older than {} days, or of a day to come", question.max_age),
            format!("{day} のルールセットは上限 {} 日を超えているか、未来の日付です", question.max_age),
        ),
    }
}

/// Draws the whole answer.
pub(crate) fn verified(lang: Lang, question: &Question<'_>, verified: &Verified, paper: &mut Paper) {
    if let Some(draft) = not_confirmed(question.profile) {
        let what = draft.detail.say(lang).what;
        paper.line(&lang.pick(format!("NOT CONFIRMED BY THE MAKER: {what}"), format!("製造業者未確認: {what}")));
    }
    paper.line(&verdict(lang, question, verified));
    for finding in verified.findings.iter().filter(|finding| finding.code() == "network/not-a-rule-set") {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        paper.row(2, "  ", &format!("{place}: {}", finding.detail.say(lang).what));
    }
    differences(lang, question, verified, paper);
    not_proved(lang, question, verified, paper);
    half_open(lang, verified, paper);
    taken_for_granted(lang, &verified.findings, paper);
    profile_itself(lang, &verified.findings, paper);
    controls(lang, verified, paper);
    if !verified.unreadable {
        effects(lang, verified, paper);
    }
    paths(lang, question, paper);
    paper.blank();
    looked_at(lang, question, verified, paper);
}

/// What the profile says against itself, or leaves open: a filter that is equal to it inherits that.
fn profile_itself(lang: Lang, findings: &[Finding], paper: &mut Paper) {
    let of_profile = |finding: &&Finding| {
        finding.code() != NotConfirmedByMaker::CARD.code && CARDS.iter().any(|card| card.code == finding.code())
    };
    let all: Vec<&Finding> = findings.iter().filter(of_profile).collect();
    if all.is_empty() {
        return;
    }
    paper.blank();
    paper.line(lang.pick("about the profile itself", "プロファイル自体について"));
    for finding in all.iter().take(SHOWN) {
        let line = finding.subject.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        paper.row(4, "  -", &format!("{line}{}", finding.detail.say(lang).what));
    }
    more(lang, all.len(), paper);
}

/// What the rules leave open and the proof leans on.
pub(crate) fn taken_for_granted(lang: Lang, findings: &[Finding], paper: &mut Paper) {
    for finding in findings.iter().filter(|finding| finding.code() == "network/taken-for-granted") {
        paper.blank();
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        paper.row(2, "  ", &format!("{place}: {}", finding.detail.say(lang).what));
    }
}

fn verdict(lang: Lang, question: &Question<'_>, verified: &Verified) -> String {
    let proof = &verified.proof;
    match verified.verdict() {
        _ if verified.unreadable => {
            lang.pick("NO ANSWER: a file is no rule set", "回答不可: ルールセットではないファイルがあります").to_owned()
        }
        Verdict::EqualHere if question.paths.is_some() => {
            let open = not_filtered(question.paths.unwrap_or_default()).count();
            lang.pick(
                format!("EQUAL AT THIS FIREWALL, {open} PATH{} NOT FILTERED", if open == 1 { "" } else { "S" }),
                format!("このファイアウォールでは一致（フィルタされていない、または不明な経路 {open} 件）"),
            )
        }
        Verdict::EqualHere => lang
            .pick(
                "EQUAL AT THIS FIREWALL, OTHER PATHS NOT LOOKED AT: nothing more and nothing less than declared passes here",
                "このファイアウォールでは一致（他の経路は未確認）: 申告どおりの通信だけが通過します",
            )
            .to_owned(),
        Verdict::Different => {
            let (more, less) = (proof.undeclared.len(), proof.blocked.len());
            lang.pick(
                format!(
                    "DIFFERENT: undeclared passes by {}; something needed is stopped {}",
                    counted(more, "rule"),
                    counted(less, "time")
                ),
                format!("不一致: 申告のない通信を通す規則 {more} 件、必要な通信の遮断 {less} 件"),
            )
        }
        Verdict::NotProved => lang
            .pick("NOT PROVED: no difference was found, but not everything is proved", "未証明: 相違は見つかっていませんが、すべては証明できていません")
            .to_owned(),
    }
}

fn differences(lang: Lang, question: &Question<'_>, verified: &Verified, paper: &mut Paper) {
    let proof = &verified.proof;
    if !proof.undeclared.is_empty() {
        paper.blank();
        paper.line(lang.pick("passes, and is not declared", "通過するが、申告がない"));
    }
    for (place, entry) in proof.undeclared.iter().enumerate().take(SHOWN) {
        paper.row(4, "  -", &entry.witness.to_string());
        rule(lang, verified.rules[0][place].as_ref(), paper);
        text(lang.pick("close with", "遮断する規則"), &verified.texts[0][place], paper);
    }
    more(lang, proof.undeclared.len(), paper);
    if !proof.blocked.is_empty() {
        paper.blank();
        paper.line(lang.pick("is needed, and does not pass", "必要だが、通過しない"));
    }
    for (place, entry) in proof.blocked.iter().enumerate().take(SHOWN) {
        let flow = flow_id(question.profile, entry.flow);
        let what = if entry.reply { lang.pick("answers of", "応答：") } else { "" };
        paper.row(4, "  -", format!("{what} {flow}: {}", entry.witness).trim());
        rule(lang, verified.rules[1][place].as_ref(), paper);
        text(lang.pick("add before it", "追加する規則"), &verified.texts[1][place], paper);
        let effect = question.profile.flows.get(entry.flow).and_then(|flow| flow.effect_if_blocked.as_ref());
        text(lang.pick("effect", "影響"), effect.map(|effect| effect.get(lang)).unwrap_or_default(), paper);
    }
    more(lang, proof.blocked.len(), paper);
}

fn not_proved(lang: Lang, question: &Question<'_>, verified: &Verified, paper: &mut Paper) {
    let proof = &verified.proof;
    if proof.not_proved.is_empty() && verified.dated {
        return;
    }
    paper.blank();
    paper.line(lang.pick("not proved", "証明できていないこと"));
    if !verified.dated {
        paper.row(4, "  -", &undated(lang, question));
    }
    for (place, entry) in proof.not_proved.iter().enumerate().take(SHOWN) {
        let flow = entry.flow.map(|flow| flow_id(question.profile, flow));
        paper.row(4, "  -", &why(lang, &entry.why, entry.what.as_deref(), flow));
        if let Some(shown) = verified.rules[2][place].as_ref() {
            rule(lang, Some(shown), paper);
        }
        if let Some(packet) = &entry.witness {
            text(lang.pick("for example", "例"), &packet.to_string(), paper);
        }
    }
    more(lang, proof.not_proved.len(), paper);
}

/// Optional flows that begin and hang.
fn half_open(lang: Lang, verified: &Verified, paper: &mut Paper) {
    for finding in verified.findings.iter().filter(|finding| finding.code() == "network/half-open").take(SHOWN) {
        paper.blank();
        paper.row(2, "", &finding.detail.say(lang).what);
    }
}

/// Compensating controls of the maker: in force, not, or not known.
fn controls(lang: Lang, verified: &Verified, paper: &mut Paper) {
    if verified.extras.controls.is_empty() {
        return;
    }
    paper.blank();
    paper.line(lang.pick("compensating controls of the maker", "製造業者の補完的対策"));
    for ControlShown { control, state } in verified.extras.controls.iter().take(SHOWN) {
        let (words, shown) = match state {
            ControlState::InForce => (lang.pick("in force here", "ここで有効").to_owned(), None),
            ControlState::NotInForce(packet, rule) => (
                lang.pick(format!("not in force: {packet} passes"), format!("無効: {packet} が通過します")),
                Some(rule),
            ),
            ControlState::Unknown(reason, rule) => {
                let because = why(lang, reason, None, None);
                (lang.pick(format!("not known: {because}"), format!("不明: {because}")), Some(rule))
            }
            ControlState::Unbound => (
                lang.pick(
                    "not known: its role has no addresses here (--bind)",
                    "不明: 役割にアドレスがありません（--bind）",
                )
                .to_owned(),
                None,
            ),
            ControlState::Undated => (
                lang.pick(
                    "not known: the rules are of no known day, or too old",
                    "不明: ルールセットの日付が不明か、古すぎます",
                )
                .to_owned(),
                None,
            ),
        };
        paper.row(4, "  -", &format!("{control}: {words}"));
        if let Some(Some(shown)) = shown {
            rule(lang, Some(shown), paper);
        }
    }
    more(lang, verified.extras.controls.len(), paper);
}

/// Rules without effect on the device, and rules that are too broad.
fn effects(lang: Lang, verified: &Verified, paper: &mut Paper) {
    let extras = &verified.extras;
    let mut lines: Vec<(String, &RuleShown)> = Vec::new();
    for (rule, flows) in &extras.over_broad {
        let flows = flows.join(", ");
        lines.push((
            lang.pick(format!("too broad: carries {flows} and more"), format!("広すぎる: {flows} 以外も通過")),
            rule,
        ));
    }
    for (rule, before) in &extras.shadowed {
        let before = before.as_ref().map(|rule| format!("{}:{}", rule.file, rule.line));
        lines.push((
            match before {
                Some(before) => lang.pick(
                    format!("never reached, {before} decides before it"),
                    format!("到達しない（{before} が先に判定）"),
                ),
                None => lang.pick("never reached", "到達しない").to_owned(),
            },
            rule,
        ));
    }
    for rule in &extras.redundant {
        lines.push((lang.pick("without effect by itself", "単独では効果なし").to_owned(), rule));
    }
    if lines.is_empty() && extras.whole {
        return;
    }
    paper.blank();
    paper.line(lang.pick("rules to tidy, as far as the device is concerned", "整理できる規則（この機器について）"));
    for (words, shown) in lines.iter().take(SHOWN) {
        paper.row(4, "  -", words);
        rule(lang, Some(shown), paper);
    }
    more(lang, lines.len(), paper);
    if !extras.whole {
        let words = lang.pick(
            "not every rule was looked at for its effect (--tidy looks at more)",
            "すべての規則の効果を確認してはいません（--tidy でさらに確認）",
        );
        paper.row(4, "  -", words);
    }
}

/// Every path that a site told, the open ones first.
fn paths(lang: Lang, question: &Question<'_>, paper: &mut Paper) {
    let Some(paths) = question.paths else { return };
    paper.blank();
    paper.line(lang.pick("paths of the units", "機器の経路"));
    let mut sorted: Vec<_> = paths.iter().collect();
    sorted.sort_by_key(|path| std::cmp::Reverse(path.state));
    sorted.sort_by_key(|path| path.state == site::PathState::Filtered);
    for path in sorted.iter().take(SHOWN) {
        let [en, ja] = path.state.meaning();
        paper.row(4, "  -", &format!("{}: {}", way(lang, &path.way), lang.pick(en, ja)));
    }
    more(lang, sorted.len(), paper);
}

pub(crate) fn more(lang: Lang, count: usize, paper: &mut Paper) {
    if count > SHOWN {
        let rest = count - SHOWN;
        paper.row(
            4,
            "    ",
            &lang.pick(format!("{rest} more in --format json"), format!("他 {rest} 件は --format json")),
        );
    }
}

fn rule(lang: Lang, shown: Option<&RuleShown>, paper: &mut Paper) {
    let said = match shown {
        Some(RuleShown { file, line, text }) => format!("{file}:{line}: {text}"),
        None => lang.pick("no chain filters at this hook", "このフックにフィルタがありません").to_owned(),
    };
    text(lang.pick("rule", "規則"), &said, paper);
}

pub(crate) fn text(label: &str, text: &str, paper: &mut Paper) {
    if !text.is_empty() {
        paper.row(20, &format!("      {label}"), text);
    }
}

fn looked_at(lang: Lang, question: &Question<'_>, verified: &Verified, paper: &mut Paper) {
    let proof = &verified.proof;
    let families: Vec<&str> = proof.families.iter().map(|family| family.name()).collect();
    let hook = question.hook.name();
    let chains = if proof.chains.is_empty() { "–".to_owned() } else { proof.chains.join(", ") };
    let (read, touching) = (verified.read, proof.rows);
    let looked = lang.pick(
        format!(
            "{}, up to {} of them about the device; hook {hook}: {chains}; {}; new connections, and answers to flows that pass; addresses as the filter sees them",
            counted(read, "rule"),
            counted(touching, "row"),
            families.join(", ")
        ),
        format!(
            "規則 {read} 件（機器に関わるものは最大 {touching} 行）。フック {hook}: {chains}。{}。新規接続と、通過する通信への応答。アドレスはフィルタから見たもの",
            families.join("、")
        ),
    );
    paper.row(16, lang.pick("looked at", "確認した範囲"), &looked);
    let mut not: Vec<String> = Vec::new();
    if question.paths.is_none() {
        not.push(other_paths(lang).to_owned());
    }
    for family in network::Family::BOTH.into_iter().filter(|family| !proof.families.contains(family)) {
        let name = family.name();
        not.push(lang.pick(
            format!("{name}: no address of the device was given"),
            format!("{name}：機器のアドレスが指定されていません"),
        ));
    }
    if !not.is_empty() {
        paper.row(16, lang.pick("not looked at", "未確認"), &not.join("; "));
    }
    let captured = question.captured.map_or_else(|| lang.pick("unknown", "不明").to_owned(), |day| day.to_string());
    paper.row(16, lang.pick("rules of", "取得日"), &captured);
}
