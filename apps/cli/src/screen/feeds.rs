//! What is held, how old it is, what was refused.

use crate::edge::Edge;
use crate::screen::Paper;
use crate::screen::answer::plural;
use activities::import_feed::{Imported, NotCompleted};
use activities::scan::SourceState;
use activities::sync_feed::{FeedAddress, FeedState};
use terms::{Instant, Lang};
use vulnerability::{DatedBy, Freshness, Origin, PartFacts, Refused, Signature, can_match};

/// Draws `feeds status`.
pub(crate) fn status(
    edge: &Edge,
    mirror: &str,
    sources: &[SourceState],
    damaged: Option<&[String]>,
    paper: &mut Paper,
) {
    let lang = edge.lang;
    paper.split(
        &lang.pick(format!("Mirror {}", short(mirror)), format!("ミラー {}", short(mirror))),
        &lang.pick(format!("as of {}", edge.moment()), format!("{} 時点", edge.moment())),
    );
    if sources.is_empty() {
        paper.line(lang.pick(
            "Nothing is held. That no vulnerability is shown means nothing. Next: tutela feeds import PATH",
            "何も取り込まれていません。脆弱性が表示されないことに意味はありません。次の手順: tutela feeds import PATH",
        ));
        return;
    }
    for source in sources {
        if let Some(facts) = &source.facts {
            paper.blank();
            part(lang, source, facts, damaged, paper);
        }
    }
}

fn part(lang: Lang, source: &SourceState, facts: &PartFacts, damaged: Option<&[String]>, paper: &mut Paper) {
    let advises = can_match(facts.part.source) && !facts.part.source.covers_names();
    let whole = if advises {
        lang.pick(
            "advisories: they find, and cover nothing by silence",
            "勧告: 該当は示しますが、記載がないことは根拠になりません",
        )
    } else if facts.complete {
        lang.pick("complete", "全件")
    } else {
        lang.pick("partial: covers only the names its records give", "一部のみ: 記録にある名前だけを対象とします")
    };
    paper.row(
        16,
        &source.name,
        &lang.pick(
            format!("{} record{} · {whole}", facts.records, plural(facts.records)),
            format!("{} 件 · {whole}", facts.records),
        ),
    );
    let by = match facts.dated_by {
        DatedBy::Source => lang.pick("by the source", "情報源による日付"),
        DatedBy::Server => lang.pick("date of the file at the server", "サーバー上のファイルの日付"),
        DatedBy::Person => lang.pick("stated by a person", "取り込み者による日付"),
        DatedBy::NewestRecord => lang.pick("newest record", "最新の記録の日付"),
        DatedBy::Nobody => lang.pick("nobody dates it", "日付なし"),
    };
    let verdict = match source.freshness {
        Some(Freshness::Fresh) => lang.pick("fresh", "期限内"),
        Some(Freshness::Stale) => lang.pick("STALE", "期限切れ"),
        Some(Freshness::Future) => lang.pick(
            "DATED IN THE FUTURE: the clock or the feed is wrong, counts as stale",
            "未来の日付（時計または情報源の日付が誤り。期限切れとして扱う）",
        ),
        Some(Freshness::Undated) | None => lang.pick("UNDATED, counts as stale", "日付不明（期限切れとして扱う）"),
    };
    let published = facts.published_at.map_or("?".to_owned(), |at| at.to_string());
    let limit = source.limit_days;
    let old = match source.age_days {
        None if source.day_to_come().is_some() => [" · ".to_owned(), "· ".to_owned()],
        age => {
            let age = age.map_or("?".to_owned(), |days| days.to_string());
            let s = if age == "1" { "" } else { "s" };
            [format!(" · {age} day{s} old, limit {limit}: "), format!("· {age} 日経過、許容 {limit} 日: ")]
        }
    };
    let old = lang.pick(&old[0], &old[1]);
    let dated = lang.pick(format!("published {published} ({by})"), format!("公表 {published}（{by}）"));
    paper.row(16, "", &format!("{dated}{old}{verdict}"));
    let hash = short(&facts.hash);
    let signature = match facts.signature {
        Signature::None => lang.pick("signature none", "署名なし"),
        Signature::NotChecked => lang.pick("signature not checked", "署名は未検証"),
        Signature::Valid => lang.pick("signature valid", "署名は有効"),
        Signature::Bad => lang.pick("SIGNATURE BAD", "署名は無効"),
    };
    let taken = facts.taken_on;
    let verified = match damaged {
        None => String::new(),
        Some(damaged) if damaged.contains(&source.name) => {
            lang.pick(" · DAMAGED: import it again", " · 破損: 再度取り込んでください").to_owned()
        }
        Some(_) => lang.pick(" · hash verified", " · ハッシュ確認済み").to_owned(),
    };
    paper.row(
        16,
        "",
        &lang.pick(
            format!("taken in {taken} · sha256 {hash} · {signature}{verified}"),
            format!("取り込み {taken} · sha256 {hash} · {signature}{verified}"),
        ),
    );
    if let Some(from) = origin(lang, &facts.origin) {
        paper.row(16, "", &from);
    }
    if facts.part.source.is_untried() {
        let text = lang.pick("its reader was not tried on a real file", "読み取り機能は実在のファイルでは未確認です");
        paper.row(16, "", text);
    }
    if facts.unnamed > 0 {
        let count = facts.unnamed;
        let text = lang.pick(
            format!("{count} affected products named in words alone: not found by any identifier"),
            format!("製品名の文字だけで示された影響製品 {count} 件: 識別子では照合できません"),
        );
        paper.row(16, "", &text);
    }
    if facts.rejected > 0 {
        paper.row(
            16,
            "",
            &lang.pick(
                format!("{} record{} refused:", facts.rejected, plural(facts.rejected)),
                format!("拒否した記録 {} 件:", facts.rejected),
            ),
        );
        refused(lang, &facts.refused, 5, paper);
    }
}

/// How a part came here; that a person imported files is the ordinary case and goes unsaid.
fn origin(lang: Lang, origin: &Origin) -> Option<String> {
    match origin {
        Origin::Import => None,
        Origin::Sync(feed) => Some(lang.pick(format!("by feeds sync {feed}"), format!("feeds sync {feed} による取得"))),
        Origin::Bundle { key, sequence, expires_on } => {
            let until = expires_on.map_or("?".to_owned(), |at| at.to_string());
            let key = short(key);
            Some(lang.pick(
                format!("by bundle {sequence}, signed by key {key}; stale after {until}"),
                format!("署名付きバンドル {sequence} による（鍵 {key}）。{until} を過ぎると期限切れ"),
            ))
        }
    }
}

/// Draws the feeds configured, with what came of the last attempts.
pub(crate) fn feeds(lang: Lang, feeds: &[(FeedAddress, FeedState)], paper: &mut Paper) {
    if feeds.is_empty() {
        return;
    }
    paper.blank();
    paper.line(lang.pick("Feeds configured", "設定済みフィード"));
    for (feed, state) in feeds {
        let at = |at: Option<Instant>| at.map_or(lang.pick("never", "なし").to_owned(), |at| at.to_string());
        let (attempt, success) = (at(state.last_attempt), at(state.last_success));
        let outcome = state.outcome.as_ref().map_or("–", |said| said.get(lang));
        paper.row(
            16,
            &feed.name,
            &lang.pick(
                format!("last attempt {attempt} · last success {success} · {outcome}"),
                format!("最終試行 {attempt} · 最終成功 {success} · {outcome}"),
            ),
        );
    }
}

/// Draws the feeds configured.
pub(crate) fn configured(lang: Lang, feeds: &[FeedAddress], paper: &mut Paper) {
    if feeds.is_empty() {
        paper.line(lang.pick(
            "No feed is configured; nothing is ever fetched. Next: tutela feeds add NAME [URL]",
            "フィードは設定されていません（何も取得しません）。次の手順: tutela feeds add NAME [URL]",
        ));
    }
    for FeedAddress { name, url, complete, ca, sums, trust } in feeds {
        paper.row(16, name, url);
        for part in complete {
            paper.row(16, "", &lang.pick(format!("everything of {part}"), format!("{part} の全件")));
        }
        if let Some(ca) = ca {
            paper.row(16, "", &lang.pick(format!("certificates {}", ca.display()), format!("証明書 {}", ca.display())));
        }
        for sums in sums {
            paper.row(16, "", &lang.pick(format!("check sums {sums}"), format!("チェックサム {sums}")));
        }
        if !trust.is_empty() {
            paper.row(16, "", lang.pick("must be signed", "署名必須"));
        }
    }
}

fn refused(lang: Lang, refused: &[Refused], shown: usize, paper: &mut Paper) {
    for one in refused.iter().take(shown) {
        paper.row(18, "", &format!("{}: {}", one.place, one.why(lang)));
    }
}

/// Draws what an import changed.
pub(crate) fn imported(lang: Lang, imported: &Imported, paper: &mut Paper) {
    for change in &imported.parts {
        let now = &change.now;
        let before = change.before.map_or(lang.pick("new", "新規").to_owned(), |before| before.to_string());
        let whole = if now.complete { lang.pick("complete", "全件") } else { lang.pick("partial", "一部のみ") };
        let published = now.published_at.map_or(
            lang.pick("date unknown, counts as stale", "日付不明（古いものとして扱う）").to_owned(),
            |at| at.to_string(),
        );
        paper.row(
            16,
            &now.part.to_string(),
            &lang.pick(
                format!("{before} → {} record{} · {whole} · published {published}", now.records, plural(now.records)),
                format!("{before} → {} 件 · {whole} · 公表 {published}", now.records),
            ),
        );
        if now.rejected > 0 {
            paper.row(16, "", &lang.pick(format!("{} refused", now.rejected), format!("拒否 {} 件", now.rejected)));
        }
    }
    if !imported.refused.is_empty() {
        paper.line(lang.pick("Not taken in:", "取り込まなかったもの:"));
        refused(lang, &imported.refused, 10, paper);
    }
    for NotCompleted { part, broken } in &imported.not_completed {
        paper.line(&match broken {
            None => lang.pick(
                format!("--complete {part}: no record of this part came in, so nothing of it is complete. Next: name its files, or leave the option out."),
                format!("--complete {part}: この区分の記録がなく、全件とは扱いません。次の手順: 該当のファイルを指定するか、このオプションを省いてください。"),
            ),
            Some(files) => lang.pick(
                format!("--complete {part}: not complete, because it was not read whole: {}. Next: fetch it again.", files.join(", ")),
                format!("--complete {part}: 全体を読み取れなかったため全件とは扱いません: {}。次の手順: 再取得してください。", files.join("、")),
            ),
        });
    }
    paper.line(
        &lang
            .pick(format!("Mirror {}", short(&imported.generation)), format!("ミラー {}", short(&imported.generation))),
    );
}

fn short(hash: &str) -> String {
    hash.get(..12).map_or("–".to_owned(), |hash| format!("{hash}…"))
}
