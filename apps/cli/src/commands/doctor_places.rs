//! What `tutela doctor` asks of the machine: who may read keys, whether the clock can be right, how much disk is free.

use super::doctor::{Row, State};
use super::server_vault;
use crate::edge::Edge;
use std::path::{Path, PathBuf};
use terms::{Instant, Lang};

/// No clock that is right shows an earlier day than this version was made.
const MADE: Instant = Instant(1_764_547_200_000);

/// Less is to be looked at, in MiB.
const LITTLE: u64 = 1024;

/// Less is too little to work, in MiB.
const TOO_LITTLE: u64 = 100;

/// How far a clock may run behind what it wrote itself, in milliseconds.
const SLACK: i64 = 5 * 60_000;

/// Files that nobody but the owner may read.
pub(super) fn keys(edge: &Edge, store: Option<&str>) -> Vec<Row> {
    let (log_key, vault_key) = (edge.home.join("log-key.json"), edge.home.join(server_vault::FILE));
    let lang = edge.lang;
    let missing = lang.pick(
        "not there yet; the first start of tutela serve makes it",
        "まだありません。tutela serve の初回起動時に作成されます",
    );
    let mut rows = vec![
        private(lang, "log-key", ["key of the log", "ログの鍵"], &log_key, missing),
        private(lang, "vault-key", ["key of sealed secrets", "秘密情報を保護する鍵"], &vault_key, missing),
    ];
    if let Some(file) = store.filter(|address| !address.contains("://")).map(Path::new).filter(|file| file.exists()) {
        rows.push(private(lang, "store-file", ["file of the store", "データストアのファイル"], file, ""));
    }
    rows
}

fn private(lang: Lang, id: &'static str, label: [&'static str; 2], path: &Path, missing: &str) -> Row {
    let place = path.display().to_string();
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            return Row::new(id, label, State::Fine, missing, "");
        }
        Err(fault) => {
            return Row::new(
                id,
                label,
                State::Unknown,
                format!("{place}: {}", activities::os_words::cause(&fault, lang)),
                lang.pick("run it as the user of the server", "サーバーの利用者として実行してください"),
            );
        }
    };
    readers(lang, id, label, &place, &about)
}

#[cfg(unix)]
fn readers(lang: Lang, id: &'static str, label: [&'static str; 2], place: &str, about: &std::fs::Metadata) -> Row {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Row::new(
            id,
            label,
            State::Fine,
            lang.pick(format!("{place}, its owner alone reads it"), format!("{place}（所有者のみ読み取り可）")),
            "",
        ),
        _ => Row::new(
            id,
            label,
            State::Wrong,
            lang.pick(
                format!("{place} can be read by others on this machine (mode {mode:o})"),
                format!("{place} をこのコンピュータの他の利用者が読み取れます（モード {mode:o}）"),
            ),
            format!("chmod 600 {place}"),
        ),
    }
}

#[cfg(not(unix))]
fn readers(lang: Lang, id: &'static str, label: [&'static str; 2], place: &str, _: &std::fs::Metadata) -> Row {
    Row::new(
        id,
        label,
        State::Unknown,
        lang.pick(
            format!("{place}: who may read it is not looked at on this system"),
            format!("{place}: このシステムでは読み取り権限を確認できません"),
        ),
        lang.pick("look at its access list", "アクセス制御リストを確認してください"),
    )
}

/// Whether the clock can be right: not before this version was made, and not before what is written here already.
pub(super) fn clock(edge: &Edge, last_done: Option<Instant>) -> Row {
    let now = Instant(jiff::Timestamp::now().as_millisecond());
    let newest = written(&edge.home).into_iter().chain(last_done).max().unwrap_or(MADE);
    judge_clock(edge.lang, now, newest)
}

fn judge_clock(lang: Lang, now: Instant, newest: Instant) -> Row {
    let label = ["clock", "時計"];
    let next = lang.pick(
        "set the clock (NTP): ages of sources, sessions and the log rest on it",
        "時計を合わせてください（NTP）。情報源の日付・セッション・ログの基準です",
    );
    if now < MADE {
        let what =
            lang.pick(format!("{now} is before this version was made"), format!("{now} はこの版の作成より前です"));
        return Row::new("clock", label, State::Wrong, what, next);
    }
    if newest.0 > now.0.saturating_add(SLACK) {
        let what = lang.pick(
            format!("{now}, and what lies here was written at {newest}: it was set back, or ran ahead"),
            format!("{now} ですが、{newest} に書き込まれたものがあります（時計が戻されたか、進んでいました）"),
        );
        return Row::new("clock", label, State::Wrong, what, next);
    }
    let what = lang.pick(
        format!("{now}, not before what is written here; nobody else was asked"),
        format!("{now}（保管内容と矛盾なし。外部とは照合していません）"),
    );
    Row::new("clock", label, State::Fine, what, "")
}

/// When files of the data folder were written.
fn written(home: &Path) -> Vec<Instant> {
    let entries = std::fs::read_dir(home).into_iter().flatten().filter_map(Result::ok);
    let changed = |path: PathBuf| {
        let since = std::fs::metadata(path).ok()?.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok().map(Instant)
    };
    entries.filter_map(|entry| changed(entry.path())).collect()
}

/// How much is free where the data folder lies, or will lie.
pub(super) fn disk(edge: &Edge) -> Row {
    let there = edge.home.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    judge_disk(edge.lang, &there.display().to_string(), free(there))
}

fn judge_disk(lang: Lang, place: &str, free: Option<u64>) -> Row {
    let label = ["free disk", "空き容量"];
    let next = lang.pick(
        "free some space, or name another folder with --home",
        "空き容量を確保するか、--home で別の場所を指定してください",
    );
    let Some(free) = free else {
        let what =
            lang.pick(format!("{place}: not known on this system"), format!("{place}: このシステムでは確認できません"));
        return Row::new("disk", label, State::Unknown, what, lang.pick("look yourself", "別の方法で確認してください"));
    };
    let state = match free {
        free if free < TOO_LITTLE => State::Wrong,
        free if free < LITTLE => State::Look,
        _ => State::Fine,
    };
    let what = lang.pick(format!("{free} MiB at {place}"), format!("{place} に {free} MiB"));
    Row::new("disk", label, state, what, if state == State::Fine { "" } else { next })
}

/// MiB that this user may still write.
#[cfg(unix)]
#[cfg_attr(target_os = "linux", expect(clippy::useless_conversion, reason = "these types differ by system"))]
fn free(folder: &Path) -> Option<u64> {
    let about = nix::sys::statvfs::statvfs(folder).ok()?;
    Some(u64::from(about.blocks_available()).saturating_mul(u64::from(about.fragment_size())) >> 20)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::{MADE, judge_clock, judge_disk};
    use crate::commands::doctor::State;
    use terms::{Instant, Lang};

    #[test]
    fn a_clock_set_back_is_wrong() {
        let hour = |hours: i64| Instant(MADE.0 + hours * 3_600_000);
        let state = |now, newest| judge_clock(Lang::En, now, newest).state();
        assert_eq!(state(hour(2), hour(1)), State::Fine);
        assert_eq!(state(hour(1), hour(2)), State::Wrong);
        assert_eq!(state(Instant(0), Instant(0)), State::Wrong);
    }

    #[test]
    fn a_full_disk_is_wrong_and_an_unknown_one_is_not_fine() {
        let state = |free| judge_disk(Lang::Ja, "/", free).state();
        assert_eq!(
            [state(Some(99)), state(Some(1023)), state(Some(1024)), state(None)],
            [State::Wrong, State::Look, State::Fine, State::Unknown]
        );
    }
}
