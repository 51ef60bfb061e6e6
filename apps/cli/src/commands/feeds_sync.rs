//! `tutela feeds sync [NAME…]`: fetches what has changed at the configured addresses.

use super::feeds_import::{complain, published, said, trusted};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::{Form, SyncArgs};
use crate::screen::{Paper, feeds as screen};
use crate::status;
use activities::sync_feed::{FeedAddress, SyncFault, SyncWishes, Synced, sync_feed};
use feeds::{FeedFiles, FeedSettings, HttpFeeds};
use formats::answer::sync::{SyncV1, SyncedV1};
use formats::answer::v1;
use index::Keep;
use indicatif::{ProgressBar, ProgressStyle};
use terms::Lang;

/// Synchronises the named feeds, or all. One that fails does not stop the others; its old data stay.
pub(crate) fn run(edge: &Edge, args: &SyncArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let chosen = chosen(edge, &args.names)?;
    let home = edge.home(Keep { generations: args.keep, days: i64::from(args.keep_days) });
    let remote = HttpFeeds::new(&home.mirror(), &std::thread::sleep);
    let wishes = SyncWishes { confirm: args.confirm, dry_run: args.dry_run };
    let mut report = Report { edge, exit: status::NOTHING, paper: Paper::new(), feeds: Vec::new() };
    for feed in &chosen {
        let kept = if args.dry_run { None } else { Some(home.mirror()) };
        let reader = FeedFiles::new(kept).trusting(trusted(lang, &feed.trust)?);
        let bar = bar(&feed.name);
        let mut progress = |bytes: u64, total: Option<u64>| {
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_position(bytes);
        };
        let outcome = sync_feed(feed, &remote, &reader, &home, wishes, edge.now, PROGRAM, &mut progress);
        bar.finish_and_clear();
        report.note(&feed.name, outcome);
    }
    report.end()
}

/// What came of each feed, for a person or a program.
struct Report<'e> {
    edge: &'e Edge,
    exit: u8,
    paper: Paper,
    feeds: Vec<SyncedV1>,
}

impl Report<'_> {
    fn note(&mut self, name: &str, outcome: Result<Synced, SyncFault>) {
        let lang = self.edge.lang;
        let of = |outcome| SyncedV1 { name: name.to_owned(), outcome, error: None, next: None, import: None };
        self.feeds.push(match outcome {
            Ok(Synced::Unchanged) => {
                self.paper.line(&lang.pick(format!("{name}: not changed"), format!("{name}: 変更なし")));
                of("unchanged")
            }
            Ok(Synced::Taken(imported)) => {
                self.paper.line(&lang.pick(format!("{name}: taken in"), format!("{name}: 取り込み済み")));
                screen::imported(lang, &imported, &mut self.paper);
                SyncedV1 { import: Some(published(self.edge, &imported)), ..of("taken") }
            }
            Err(fault) => {
                let Complaint { what, next, status } = refusal(lang, fault);
                self.exit = status::worse(self.exit, status);
                let (error, advice) = (Some(what.clone()), Some(next.clone()));
                Complaint { what: format!("{name}: {what}"), next, status }.print(lang);
                SyncedV1 { error, next: advice, ..of("refused") }
            }
        });
    }

    fn end(self) -> Result<u8, Complaint> {
        match self.edge.format {
            Form::Human | Form::Sarif => print(self.paper.finish().as_bytes())?,
            Form::Json => {
                let mut text = Vec::new();
                // Writing into memory cannot fail.
                let _ = v1::write(&mut text, &SyncV1 { schema: "tutela.sync/v1", feeds: self.feeds });
                print(&text)?;
            }
        }
        Ok(self.exit)
    }
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::no_length().with_message(name.to_owned());
    bar.set_style(
        ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn chosen(edge: &Edge, names: &[String]) -> Result<Vec<FeedAddress>, Complaint> {
    let lang = edge.lang;
    let all = FeedSettings::new(&edge.home).all().map_err(|fault| said(lang, &fault))?;
    if all.is_empty() {
        return Err(Complaint::new(
            lang.pick("no feed is configured; nothing is fetched", "フィードが設定されていません（何も取得しません）"),
            "tutela feeds add NAME [URL]",
        ));
    }
    if let Some(name) = names.iter().find(|name| all.iter().all(|feed| feed.name != **name)) {
        return Err(Complaint::new(
            lang.pick(
                format!("no feed named {name} is configured"),
                format!("{name} というフィードは設定されていません"),
            ),
            "tutela feeds list",
        ));
    }
    Ok(all.into_iter().filter(|feed| names.is_empty() || names.contains(&feed.name)).collect())
}

fn refusal(lang: Lang, fault: SyncFault) -> Complaint {
    match fault {
        SyncFault::Feed(fault) => said(lang, &fault),
        SyncFault::Import(fault) => complain(lang, fault),
        SyncFault::Backwards { held, offered } => Complaint::new(
            lang.pick(
                format!("refused, nothing was changed: the server offers a state of {offered}; {held} is held"),
                format!(
                    "拒否しました（変更なし）: サーバーの内容は {offered} 時点で、保管済みの {held} より古いものです"
                ),
            ),
            lang.pick(
                "try again later (a mirror may lag behind); if it is right, repeat with --confirm",
                "時間をおいて再実行してください。正しい場合は --confirm を付けてください",
            ),
        ),
    }
}
