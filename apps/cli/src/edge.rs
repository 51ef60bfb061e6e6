//! The edge of the program: clock, time zone, environment, data folder. Nothing further in reads them.

use crate::options::{FailOn, Form, Global, Tongue, UnwatchedRule};
use activities::scan::ScanSettings;
use index::{HeldKnowledge, Home, Keep};
use std::path::PathBuf;
use terms::{Day, Instant, Lang, Priority};
use vulnerability::AgeLimits;

/// Program and version, as answers name it.
pub(crate) const PROGRAM: &str = concat!("tutela ", env!("CARGO_PKG_VERSION"));

/// What the outside says: the moment, the language, the data folder, the caller's wishes.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) now: Instant,
    /// The caller named the moment, so the mirror of that time answers.
    pub(crate) as_of: bool,
    pub(crate) lang: Lang,
    pub(crate) format: Form,
    pub(crate) home: PathBuf,
    pub(crate) mirror: Option<String>,
    pub(crate) max_age: Option<u32>,
    pub(crate) fail_on: Priority,
    pub(crate) unwatched_allowed: bool,
}

/// A complaint about the call: what is wrong and what to do.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) what: String,
    pub(crate) next: String,
    pub(crate) status: u8,
}

impl Complaint {
    /// A complaint that makes the exit status 2.
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Complaint {
        Complaint { what: what.into(), next: next.into(), status: crate::status::WRONG_CALL }
    }

    /// Writes it to stderr.
    pub(crate) fn print(&self, lang: Lang) {
        eprintln!("{}", self.what);
        if !self.next.is_empty() {
            eprintln!("{}: {}", lang.pick("next", "次の手順"), self.next);
        }
    }
}

impl Edge {
    /// Reads clock and environment.
    pub(crate) fn read(global: &Global) -> Result<Edge, Complaint> {
        let lang = match global.lang {
            Some(Tongue::En) => Lang::En,
            Some(Tongue::Ja) => Lang::Ja,
            None => lang_of_environment(),
        };
        let now = match &global.as_of {
            None => Instant(jiff::Timestamp::now().as_millisecond()),
            Some(text) => moment(text).ok_or_else(|| {
                Complaint::new(
                    lang.pick(
                        format!("--as-of: “{text}” is no date"),
                        format!("--as-of: 「{text}」は日付ではありません"),
                    ),
                    lang.pick(
                        "write 2026-11-23 or 2026-11-23T09:00:00Z",
                        "2026-11-23 または 2026-11-23T09:00:00Z の形で指定してください",
                    ),
                )
            })?,
        };
        let home = match &global.home {
            Some(home) => home.clone(),
            None => data_folder().ok_or_else(|| {
                Complaint::new(
                    lang.pick("no data folder is known on this machine", "データフォルダが分かりません"),
                    lang.pick("name one with --home or TUTELA_HOME", "--home または TUTELA_HOME で指定してください"),
                )
            })?,
        };
        Ok(Edge {
            now,
            as_of: global.as_of.is_some(),
            lang,
            format: global.format,
            home,
            mirror: global.mirror.clone(),
            max_age: global.max_age,
            fail_on: match global.fail_on {
                FailOn::Blocking => Priority::Blocking,
                FailOn::Undecided => Priority::Undecided,
                FailOn::Attention => Priority::Attention,
                FailOn::Note => Priority::Note,
            },
            unwatched_allowed: global.unwatched == UnwatchedRule::Allow,
        })
    }

    /// The mirror's folder.
    pub(crate) fn home(&self, keep: Keep) -> Home {
        Home::new(&self.home, keep)
    }

    /// Opens the generation that this call is to use. Before the first import it holds nothing.
    pub(crate) fn knowledge(&self) -> Result<HeldKnowledge, Complaint> {
        let home = self.home(Keep::default());
        let hash = match &self.mirror {
            Some(prefix) => Some(home.named(prefix).map_err(|fault| self.unusable(&fault))?.ok_or_else(|| {
                Complaint::new(
                    self.lang.pick(
                        format!("--mirror: no single generation is named {prefix}"),
                        format!("--mirror: {prefix} に当たる世代が一つに定まりません"),
                    ),
                    "tutela feeds status",
                )
            })?),
            None if self.as_of => {
                let held = home.in_force_at(self.now).map_err(|fault| self.unusable(&fault))?;
                if held.is_none() && home.in_force().map_err(|fault| self.unusable(&fault))?.is_some() {
                    return Err(Complaint { status: crate::status::NO_ANSWER, ..self.not_kept() });
                }
                held
            }
            None => home.in_force().map_err(|fault| self.unusable(&fault))?,
        };
        match hash {
            Some(hash) => HeldKnowledge::open(&home, &hash).map_err(|fault| self.unusable(&fault)),
            None => Ok(HeldKnowledge::none()),
        }
    }

    fn not_kept(&self) -> Complaint {
        let day = self.now.day();
        Complaint::new(
            self.lang.pick(
                format!("NO ANSWER: what was known on {day} is not kept"),
                format!("回答不可: {day} 時点の情報は保管されていません"),
            ),
            self.lang.pick(
                "leave out --as-of, or restore a mirror of that time",
                "--as-of を外すか、当時のミラーを復元してください",
            ),
        )
    }

    /// The complaint about a mirror that cannot be read.
    pub(crate) fn unusable(&self, fault: &vulnerability::KnowledgeFault) -> Complaint {
        let cause = fault.cause.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default();
        Complaint::new(
            format!("{fault}{cause}"),
            self.lang.pick(
                "tutela feeds status --verify names what is damaged; import the feed again",
                "tutela feeds status --verify で破損箇所を確認し、再度取り込んでください",
            ),
        )
    }

    /// The settings of a scan, with the limits that a plan promises.
    pub(crate) fn settings(&self) -> ScanSettings {
        ScanSettings {
            now: self.now,
            limits: AgeLimits { overridden: self.max_age, ..AgeLimits::default() },
            promised: std::collections::BTreeSet::new(),
            fail_on: self.fail_on,
            unwatched_allowed: self.unwatched_allowed,
            only: None,
        }
    }

    /// The moment of the answer in the local zone: `2026-11-23 09:00 +09:00`; a bare day for `--as-of DATE`.
    pub(crate) fn moment(&self) -> String {
        if self.as_of && self.now.0.rem_euclid(Instant::DAY) == Instant::DAY - 1 {
            return self.now.day().to_string();
        }
        let local = jiff::Timestamp::from_millisecond(self.now.0).map(|timestamp| {
            timestamp.to_zoned_datetime(crate::zone::local()).strftime("%Y-%m-%d %H:%M %:z").to_string()
        });
        local.unwrap_or_else(|_| self.now.to_string())
    }
}

/// A day means its last moment, so that what was imported on that day counts.
pub(crate) fn moment(text: &str) -> Option<Instant> {
    match Day::parse(text.trim()) {
        Some(day) => Some(Instant(day.start().0 + Instant::DAY - 1)),
        None => Instant::parse(text),
    }
}

fn lang_of_environment() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_tag(&value))
        .unwrap_or_default()
}

/// The platform's folder for data of one user.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        var("APPDATA").map(|folder| folder.join("tutela"))
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support/tutela"))
    } else {
        var("XDG_DATA_HOME")
            .or_else(|| var("HOME").map(|home| home.join(".local/share")))
            .map(|folder| folder.join("tutela"))
    }
}
