//! What a letter says, in the language of its reader. No patient data and no secret stand in it: what an item is about, why it
//! matters, when it is due, and the page it is done on.

use super::person::Person;
use super::weight::{DECISION_WAITS, EMERGENCY, PASSKEY_COPIED, Urgency, Weight, about, page};
use super::words;
use crate::jobs_port::WorkItem;
use std::fmt::Write;
use terms::{Instant, Lang};

/// Why a letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Something came up.
    News,
    /// Somebody else did not acknowledge what cannot wait.
    Escalated,
    /// The digest.
    Digest,
    /// Somebody tries whether mail arrives.
    Trial,
}

/// An item as a letter tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// In one line.
    pub title: String,
    /// What is wrong, with its values; empty where the title says it.
    pub what: String,
    /// Why it matters; empty where nobody says.
    pub why: String,
    /// What to do.
    pub next: String,
    /// When it is due.
    pub due: Option<Instant>,
    /// Why it cannot wait.
    pub urgency: Option<Urgency>,
    /// The page it is done on.
    pub page: String,
    /// Since when it is there.
    pub since: Instant,
}

impl Told {
    /// An item in the words of its finding; `card` is what its code means in general, for one that says nothing itself.
    pub fn of_finding(item: &WorkItem, card: Option<[String; 3]>, lang: Lang) -> Told {
        let general = || card.map(|card| words::filled(card, &item.facts, lang));
        match words::said(&item.facts, lang).or_else(general) {
            Some([what, why, next]) => Told { what, ..Told::of(item, [why, next]) },
            None => Told::of(item, Default::default()),
        }
    }

    /// An item with why it matters and what to do.
    pub fn of(item: &WorkItem, [why, next]: [String; 2]) -> Told {
        let weight = Weight::of(item);
        // An account's id says nothing to a reader; the person's name stands for it.
        let person = [EMERGENCY, PASSKEY_COPIED].contains(&item.code.as_str());
        let name = if person { "" } else { about(item).1 };
        let words = [weight.vulnerability.as_str(), name, weight.component.as_str()];
        let title: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Told {
            title: title.join(" · "),
            what: String::new(),
            why,
            next,
            due: item.due,
            urgency: weight.urgency,
            page: page(item),
            since: item.created,
        }
    }

    /// An item that the server itself makes; `None` when a room made it.
    pub fn of_server(item: &WorkItem, lang: Lang) -> Option<Told> {
        let told = Told::of(item, server_words(&item.code, lang)?.map(str::to_owned));
        let name = &told.title;
        let title = match item.code.as_str() {
            EMERGENCY => {
                lang.pick(format!("{name} took access beyond their roles"), format!("{name} が担当範囲外を閲覧"))
            }
            PASSKEY_COPIED => {
                lang.pick(format!("a passkey of {name} was copied"), format!("{name} のパスキーに複製の疑い"))
            }
            _ => lang.pick(format!("a decision waits: {name}"), format!("承認待ちの判断：{name}")),
        };
        Some(Told { title, ..told })
    }
}

/// Why the server's own work matters, and what to do.
fn server_words(code: &str, lang: Lang) -> Option<[&'static str; 2]> {
    match code {
        EMERGENCY => Some([
            lang.pick(
                "Access in an emergency ends by itself and is logged; nobody allowed it beforehand.",
                "緊急アクセスは自動で終了し、記録されますが、事前の承認はありません。",
            ),
            lang.pick(
                "Look in the log and the work list whether it was justified, then close the item.",
                "記録と作業一覧で正当であったかを確認し、作業を完了してください。",
            ),
        ]),
        PASSKEY_COPIED => Some([
            lang.pick(
                "Its counter went back: there may be a copy. The passkey is locked and every session of the account has ended.",
                "カウンターが戻ったため、複製の可能性があります。このパスキーは停止し、アカウントの全セッションを終了しました。",
            ),
            lang.pick(
                "Ask the person where the device is and have the passkey removed; look in the log what was done before.",
                "端末の所在を本人に確認してパスキーを削除し、それまでの操作を記録で確認してください。",
            ),
        ]),
        DECISION_WAITS => Some([
            lang.pick(
                "Until a second person has approved it, the decision counts for nothing.",
                "別の人が承認するまで、この判断は効力を持ちません。",
            ),
            lang.pick(
                "Approve it or turn it down on the page of approvals.",
                "承認のページで承認または却下してください。",
            ),
        ]),
        _ => None,
    }
}

/// A source of the mirror with its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSeen {
    /// Its name.
    pub name: String,
    /// `fresh`, `stale`, `undated`, `future` or `missing`.
    pub state: String,
    /// Whole days since its own date.
    pub age_days: Option<i64>,
    /// How old it may be.
    pub limit_days: u32,
}

/// A feed that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedSeen {
    /// Its name.
    pub name: String,
    /// When it last answered.
    pub last_success: Option<Instant>,
    /// What came of the last attempt.
    pub outcome: String,
}

/// A dossier or site, and how much of it is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its name.
    pub name: String,
    /// Components that are watched, of those that should be; `None` when it was never checked.
    pub components: Option<(i64, i64)>,
    /// Installed units about which nobody can tell.
    pub blind_units: i64,
}

impl Watched {
    /// All of it is.
    fn is_whole(&self) -> bool {
        self.blind_units == 0 && self.components.is_some_and(|(watched, countable)| watched >= countable)
    }
}

/// How far the silence of a digest can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Every source held or promised.
    pub sources: Vec<SourceSeen>,
    /// Every feed that is fetched.
    pub feeds: Vec<FeedSeen>,
    /// What the reader may see of dossiers and sites.
    pub watched: Vec<Watched>,
}

impl Ground {
    /// The sources with their ages, in one line.
    pub fn line(&self, lang: Lang) -> String {
        let sources: Vec<String> = self.sources.iter().map(|source| source.say(lang)).collect();
        match sources.is_empty() {
            true => lang
                .pick("no source is held: silence means nothing", "情報源がないため「なし」は判断に使えません")
                .to_owned(),
            false => sources.join(lang.pick("; ", "、")),
        }
    }
}

/// What a letter is made of.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// Why.
    pub occasion: Occasion,
    /// The reader's language.
    pub lang: Lang,
    /// Minutes that the reader's clock is ahead of UTC.
    pub offset: i16,
    /// The items, those that cannot wait first.
    pub items: &'a [Told],
    /// How many more there are than stand here.
    pub more: usize,
    /// For a digest, how far its silence can be trusted.
    pub ground: Option<&'a Ground>,
    /// The server's address; empty when it has none of its own.
    pub origin: &'a str,
    /// The moment.
    pub at: Instant,
}

impl<'a> Writing<'a> {
    /// A letter for a person.
    pub fn to(person: &Person, occasion: Occasion, items: &'a [Told], origin: &'a str, at: Instant) -> Writing<'a> {
        let (lang, offset) = (person.lang(), person.preferences.offset);
        Writing { occasion, lang, offset, items, more: 0, ground: None, origin, at }
    }

    /// Its subject.
    pub fn subject(&self) -> String {
        let lang = self.lang;
        let count = self.items.len() + self.more;
        let first = self.items.first().map(|item| item.title.clone()).unwrap_or_default();
        let urgency = self.items.iter().find_map(|item| item.urgency).map(|urgency| urgency.say(lang));
        let others = match count {
            0 | 1 => String::new(),
            count => lang.pick(format!(" and {} more", count - 1), format!(" ほか {} 件", count - 1)),
        };
        match (self.occasion, urgency) {
            (Occasion::Trial, _) => lang.pick("Tutela: trial message", "Tutela: 送信テスト").to_owned(),
            (Occasion::Digest, _) if count == 0 => lang
                .pick("Tutela: no new work; how old the sources are", "Tutela: 新しい作業なし・情報源の状態")
                .to_owned(),
            (Occasion::Digest, _) => lang.pick(format!("Tutela: {count} new"), format!("Tutela: 新着 {count} 件")),
            (Occasion::Escalated, _) => lang.pick(
                format!("Tutela: not acknowledged – {first}{others}"),
                format!("Tutela: 未確認のまま – {first}{others}"),
            ),
            (Occasion::News, Some(urgency)) => format!("Tutela: {urgency} – {first}{others}"),
            (Occasion::News, None) => format!("Tutela: {first}{others}"),
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        let lang = self.lang;
        let mut text = String::new();
        let _ = writeln!(text, "{}", self.opening());
        for item in self.items {
            self.item(item, &mut text);
        }
        if self.more > 0 {
            let more = self.more;
            let _ = writeln!(
                text,
                "\n{}",
                lang.pick(
                    format!("… and {more} more on the work list"),
                    format!("… ほか {more} 件は作業一覧にあります")
                )
            );
        }
        if let Some(ground) = self.ground {
            self.ground(ground, &mut text);
        }
        let end =
            lang.pick("How you are told is set on your account page", "通知方法はアカウントのページで設定できます");
        let _ = writeln!(text, "\n-- \n{end}: {}", self.link("/account"));
        text
    }

    fn opening(&self) -> String {
        let lang = self.lang;
        match self.occasion {
            Occasion::News => lang.pick("This is for you to act on.", "対応が必要な項目です。"),
            Occasion::Escalated => lang.pick(
                "Nobody who must act has acknowledged this: the time to do so is over, or a letter reaches nobody of them. Please see to it, or reach somebody who can.",
                "担当者が確認していません（期限を過ぎたか、通知の届く担当者がいません）。対応するか、対応できる人に連絡してください。",
            ),
            Occasion::Digest if self.items.is_empty() && self.more == 0 => lang.pick(
                "No new work since the last digest. What that silence rests on stands below.",
                "前回のまとめ以降、新しい作業はありません。その根拠は以下のとおりです。",
            ),
            Occasion::Digest => lang.pick("New since the last digest:", "前回のまとめ以降の新着:"),
            Occasion::Trial => lang.pick(
                "This message was asked for to see that mail arrives. Nothing is to be done.",
                "送信の確認のためのメッセージです。対応は不要です。",
            ),
        }
        .to_owned()
    }

    fn item(&self, item: &Told, text: &mut String) {
        let lang = self.lang;
        let urgency = item.urgency.map(|urgency| format!("[{}] ", urgency.say(lang))).unwrap_or_default();
        let _ = writeln!(text, "\n* {urgency}{}", item.title);
        for line in [&item.what, &item.why, &item.next] {
            if !line.is_empty() {
                let _ = writeln!(text, "  {line}");
            }
        }
        if let Some(due) = item.due {
            let due = self.moment(due);
            let _ = writeln!(text, "  {}", lang.pick(format!("due {due}"), format!("期限 {due}")));
        }
        let since = self.moment(item.since);
        let _ = writeln!(text, "  {}", lang.pick(format!("since {since}"), format!("{since} から")));
        let _ = writeln!(text, "  {}", self.link(&item.page));
    }

    fn ground(&self, ground: &Ground, text: &mut String) {
        let lang = self.lang;
        let _ = writeln!(text, "\n{}", lang.pick("Sources, and when each was last seen alive", "情報源と最終更新"));
        if ground.sources.is_empty() {
            let _ = writeln!(
                text,
                "- {}",
                lang.pick(
                    "none is held: nothing can be said about any device",
                    "情報源がなく、どの機器についても判断できません"
                )
            );
        }
        for source in &ground.sources {
            let _ = writeln!(text, "- {}", source.say(lang));
        }
        for feed in &ground.feeds {
            let last = match feed.last_success {
                Some(at) => {
                    lang.pick(format!("last answer {}", self.moment(at)), format!("最終応答 {}", self.moment(at)))
                }
                None => lang.pick("has never answered", "応答したことがありません").to_owned(),
            };
            let _ = writeln!(text, "- {}: {last} ({})", feed.name, feed.outcome);
        }
        if ground.feeds.is_empty() {
            let none = lang.pick(
                "no feed is fetched by this server; the sources grow old until somebody imports them",
                "このサーバーが取得するフィードはありません。取り込むまで情報源は古くなります",
            );
            let _ = writeln!(text, "- {none}");
        }
        self.not_watched(&ground.watched, text);
    }

    fn not_watched(&self, watched: &[Watched], text: &mut String) {
        let lang = self.lang;
        let _ = writeln!(text, "\n{}", lang.pick("What is not watched", "監視していないもの"));
        let gaps: Vec<&Watched> = watched.iter().filter(|one| !one.is_whole()).collect();
        for one in gaps.iter().take(GAPS) {
            let _ = writeln!(text, "- {}: {}", one.name, one.say(lang));
        }
        if gaps.len() > GAPS {
            let more = gaps.len() - GAPS;
            let _ = writeln!(text, "- {}", lang.pick(format!("… and {more} more"), format!("… ほか {more} 件")));
        }
        let whole = watched.len() - gaps.len();
        let of = watched.len();
        let _ = writeln!(
            text,
            "- {}",
            match of {
                0 => lang
                    .pick("no dossier or site is kept that you may see", "閲覧できるドシエや施設はありません")
                    .to_owned(),
                of => lang.pick(
                    format!("{whole} of {of} dossiers and sites are watched in all components that can be"),
                    format!("ドシエ・施設 {of} 件のうち {whole} 件は、監視できる構成要素をすべて監視しています"),
                ),
            }
        );
    }

    fn link(&self, page: &str) -> String {
        format!("{}{page}", self.origin.trim_end_matches('/'))
    }

    /// A moment on the reader's clock, with the zone.
    fn moment(&self, at: Instant) -> String {
        let shown = Instant(at.0.saturating_add(i64::from(self.offset) * 60_000)).to_string();
        let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        let zone = format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{} {} {zone}", &shown[..10], &shown[11..16])
    }
}

/// Dossiers and sites with gaps that a digest names, at most.
const GAPS: usize = 20;

impl Urgency {
    /// As a person reads it.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Urgency::Exploited => lang.pick("exploited", "悪用確認済み"),
            Urgency::Uncontrolled => lang.pick("uncontrolled risk", "未管理のリスク"),
            Urgency::EmergencyAccess => lang.pick("emergency access", "緊急アクセス"),
            Urgency::LegalClock => lang.pick("legal deadline runs", "法定期限が進行中"),
        }
    }

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Urgency::Exploited => "exploited",
            Urgency::Uncontrolled => "uncontrolled-risk",
            Urgency::EmergencyAccess => "emergency-access",
            Urgency::LegalClock => "legal-clock",
        }
    }
}

impl SourceSeen {
    fn say(&self, lang: Lang) -> String {
        let SourceSeen { name, state, age_days, limit_days } = self;
        let state = match state.as_str() {
            "fresh" => lang.pick("fresh", "新しい"),
            "stale" => lang.pick("TOO OLD, its silence means nothing", "古すぎるため判断に使えません"),
            "undated" => lang.pick("undated, its silence means nothing", "日付がなく判断に使えません"),
            "future" => lang.pick(
                "dated in the future: the clock or the feed is wrong, its silence means nothing",
                "未来の日付（時計または情報源の日付が誤り）のため判断に使えません",
            ),
            _ => lang.pick("not held, its silence means nothing", "保持しておらず判断に使えません"),
        };
        match age_days {
            Some(days) => lang.pick(
                format!("{name}: {days} days old of {limit_days} allowed – {state}"),
                format!("{name}: {days} 日前（許容 {limit_days} 日）– {state}"),
            ),
            None => format!("{name}: {state}"),
        }
    }
}

impl Watched {
    fn say(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        match self.components {
            None => parts.push(lang.pick("never checked", "未確認").to_owned()),
            Some((watched, countable)) if watched < countable => {
                let gap = countable - watched;
                parts.push(lang.pick(
                    format!("{gap} of {countable} components are not watched"),
                    format!("構成要素 {countable} 件中 {gap} 件を監視していません"),
                ));
            }
            Some(_) => {}
        }
        if self.blind_units > 0 {
            let units = self.blind_units;
            parts.push(lang.pick(
                format!("nothing is known about {units} installed units"),
                format!("設置機器 {units} 台については何も分かりません"),
            ));
        }
        parts.join(lang.pick("; ", "、"))
    }
}
