//! Preferences, endpoints and secret addresses; and the port of notices as a whole.

use crate::accounts::{or_open, unless_open};
use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{OPEN, all, col, one, run, values};
use crate::{jobs, messages, news, work};
use activities::jobs_port::{Follows, HeldMessage, Message, WorkItem};
use activities::notices_port::{
    Endpoint, LineRule, LineWish, News, Notice, Notices, Preferences, Quiet, Rhythm, SecretAddress, WayCount,
};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::QueryResult;
use terms::Instant;

const PREFERENCE: &str = "SELECT account, tenant, mail, rhythm, quiet, zone_offset, deputy, lines FROM preference";
const ENDPOINT: &str = "SELECT id, tenant, name, url, secret, urgent_only, since_at, ended_at FROM endpoint";
const ADDRESS: &str = "SELECT hash, id, account, name, made_at, withdrawn_at, seen_at FROM secret_address";

impl Notices for Store {
    fn preferences(&self, account: &str) -> Result<Option<Preferences>, StoreFault> {
        let sql = format!("{PREFERENCE} WHERE account = $1");
        self.run(async { one(&self.inner.write(), &sql, values![account]).await?.map(|row| said(&row)).transpose() })
    }

    fn preferences_of(&self, tenant: &str) -> Result<Vec<Preferences>, StoreFault> {
        let sql = format!("{PREFERENCE} WHERE tenant = $1 ORDER BY account");
        self.run(async { all(&self.inner.read(), &sql, values![tenant]).await?.iter().map(said).collect() })
    }

    fn put_preferences(&self, preferences: &Preferences, at: Instant) -> Result<(), StoreFault> {
        let Preferences { account, tenant, mail, rhythm, quiet, offset, deputy, lines } = preferences;
        let sql = "INSERT INTO preference (account, tenant, mail, rhythm, quiet, zone_offset, deputy, lines, changed_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (account) DO UPDATE SET tenant = excluded.tenant, \
                   mail = excluded.mail, rhythm = excluded.rhythm, quiet = excluded.quiet, \
                   zone_offset = excluded.zone_offset, deputy = excluded.deputy, lines = excluded.lines, \
                   changed_at = excluded.changed_at";
        let values = || {
            let (account, tenant, deputy) = (account.as_str(), tenant.as_str(), deputy.as_str());
            let (rhythm, quiet, lines) = (rhythm_word(*rhythm), quiet_word(*quiet), lines_word(lines));
            values![account, tenant, i64::from(*mail), rhythm, quiet, i64::from(*offset), deputy, lines, at.0]
        };
        self.change(async |on| Ok(run(on, sql, values()).await.map(drop)?))
    }

    fn add_endpoint(&self, endpoint: &Endpoint) -> Result<(), StoreFault> {
        let Endpoint { id, tenant, name, url, secret, urgent_only, since, ended } = endpoint;
        let sql = "INSERT INTO endpoint (id, tenant, name, url, secret, urgent_only, since_at, ended_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
        let (urgent_only, ended) = (i64::from(*urgent_only), or_open(*ended));
        let (id, tenant, name, url) = (id.as_str(), tenant.as_str(), name.as_str(), url.as_str());
        let values = || values![id, tenant, name, url, secret.clone(), urgent_only, since.0, ended];
        self.change(async |on| match run(on, sql, values()).await? {
            0 => Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("endpoint {id}")).into()),
            _ => Ok(()),
        })
    }

    fn endpoints(&self, tenant: &str) -> Result<Vec<Endpoint>, StoreFault> {
        let sql = format!("{ENDPOINT} WHERE tenant = $1 AND ended_at = $2 ORDER BY name, id");
        self.run(async { all(&self.inner.write(), &sql, values![tenant, OPEN]).await?.iter().map(endpoint).collect() })
    }

    fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreFault> {
        let sql = format!("{ENDPOINT} WHERE id = $1");
        self.run(async { one(&self.inner.write(), &sql, values![id]).await?.map(|row| endpoint(&row)).transpose() })
    }

    fn end_endpoint(&self, tenant: &str, id: &str, at: Instant) -> Result<bool, StoreFault> {
        // What it was signed with is of no use any more.
        let sql = "UPDATE endpoint SET ended_at = $1, secret = $2 WHERE tenant = $3 AND id = $4 AND ended_at = $5";
        self.change(async |on| Ok(run(on, sql, values![at.0, Vec::<u8>::new(), tenant, id, OPEN]).await? > 0))
    }

    fn add_address(&self, address: &SecretAddress) -> Result<(), StoreFault> {
        let SecretAddress { hash, id, account, name, made, withdrawn, seen } = address;
        let sql = "INSERT INTO secret_address (hash, id, account, name, made_at, withdrawn_at, seen_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let (hash, id, account, name) = (hash.as_str(), id.as_str(), account.as_str(), name.as_str());
        let values = || values![hash, id, account, name, made.0, or_open(*withdrawn), or_open(*seen)];
        self.change(async |on| match run(on, sql, values()).await? {
            0 => Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("address {id}")).into()),
            _ => Ok(()),
        })
    }

    fn address(&self, hash: &str) -> Result<Option<SecretAddress>, StoreFault> {
        let sql = format!("{ADDRESS} WHERE hash = $1");
        // Where one was just withdrawn, a replica may not know it yet.
        self.run(async { one(&self.inner.write(), &sql, values![hash]).await?.map(|row| address(&row)).transpose() })
    }

    fn addresses(&self, account: &str) -> Result<Vec<SecretAddress>, StoreFault> {
        let sql = format!("{ADDRESS} WHERE account = $1 ORDER BY made_at, id");
        self.run(async { all(&self.inner.write(), &sql, values![account]).await?.iter().map(address).collect() })
    }

    fn withdraw_address(&self, account: &str, id: &str, at: Instant) -> Result<bool, StoreFault> {
        let sql = "UPDATE secret_address SET withdrawn_at = $1 WHERE account = $2 AND id = $3 AND withdrawn_at = $4";
        self.change(async |on| Ok(run(on, sql, values![at.0, account, id, OPEN]).await? > 0))
    }

    fn touch_address(&self, hash: &str, at: Instant) -> Result<(), StoreFault> {
        let sql = "UPDATE secret_address SET seen_at = $1 WHERE hash = $2";
        self.change(async |on| Ok(run(on, sql, values![at.0, hash]).await.map(drop)?))
    }

    fn claim_news(&self, holder: &str, now: Instant, until: Instant, limit: u32) -> Result<Vec<News>, StoreFault> {
        self.claim_some_news(holder, now, until, limit)
    }

    fn tell(&self, held: &[News], notices: &[Notice], follows: &Follows) -> Result<bool, StoreFault> {
        unless_changed(self.change(async |on| {
            if !news::end(on, held).await? {
                return Err(changed("news"));
            }
            news::put(on, notices).await?;
            jobs::follow(on, follows).await.map(drop)
        }))
    }

    fn notices_about(&self, item: i64) -> Result<Vec<Notice>, StoreFault> {
        self.run(news::about(&self.inner.write(), item))
    }

    fn accounts_due(&self, now: Instant, limit: u32) -> Result<Vec<String>, StoreFault> {
        self.run(news::accounts(&self.inner.write(), now, limit))
    }

    fn notices_due(&self, account: &str, digest: bool, now: Instant, limit: u32) -> Result<Vec<Notice>, StoreFault> {
        self.run(news::due(&self.inner.write(), account, digest, now, limit))
    }

    fn carry(&self, notices: &[Notice], id: &str, message: Option<&Message>) -> Result<bool, StoreFault> {
        unless_changed(self.change(async |on| {
            if !news::carried(on, notices, id).await? {
                return Err(changed("notices"));
            }
            messages::add(on, message.map(std::slice::from_ref).unwrap_or_default()).await.map(drop)
        }))
    }

    fn postpone(&self, notices: &[Notice], until: Instant) -> Result<(), StoreFault> {
        if notices.is_empty() {
            return Ok(());
        }
        self.change(async |on| news::postponed(on, notices, until).await)
    }

    fn withdraw_message(&self, held: &HeldMessage, why: &str, at: Instant) -> Result<bool, StoreFault> {
        self.change(async |on| messages::withdrawn(on, held, why, at).await)
    }

    fn outbox(&self, tenant: Option<&str>, now: Instant) -> Result<Vec<WayCount>, StoreFault> {
        self.run(messages::counts(&self.inner.read(), tenant, now))
    }

    fn work_named(&self, tenant: &str, subject: &str, code: &str) -> Result<Vec<WorkItem>, StoreFault> {
        self.run(work::named(&self.inner.read(), tenant, subject, code))
    }
}

/// A fault undoes the whole step.
fn changed(what: &str) -> Fault {
    StoreFault::new(StoreFaultKind::Changed, what).into()
}

fn unless_changed(done: Result<(), StoreFault>) -> Result<bool, StoreFault> {
    match done {
        Ok(()) => Ok(true),
        Err(fault) if fault.kind == StoreFaultKind::Changed => Ok(false),
        Err(fault) => Err(fault),
    }
}

fn rhythm_word(rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::AtOnce => "at-once".to_owned(),
        Rhythm::Daily(minute) => format!("daily {minute}"),
        Rhythm::Weekly(day, minute) => format!("weekly {day} {minute}"),
    }
}

fn rhythm_of(word: &str) -> Option<Rhythm> {
    let mut parts = word.split(' ');
    match (parts.next()?, parts.next(), parts.next()) {
        ("at-once", None, None) => Some(Rhythm::AtOnce),
        ("daily", Some(minute), None) => Some(Rhythm::Daily(minute.parse().ok()?)),
        ("weekly", Some(day), Some(minute)) => Some(Rhythm::Weekly(day.parse().ok()?, minute.parse().ok()?)),
        _ => None,
    }
}

fn quiet_word(quiet: Option<Quiet>) -> String {
    quiet.map(|Quiet { from, to }| format!("{from} {to}")).unwrap_or_default()
}

fn quiet_of(word: &str) -> Option<Quiet> {
    let (from, to) = word.split_once(' ')?;
    Some(Quiet { from: from.parse().ok()?, to: to.parse().ok()? })
}

/// One rule a line, its parts apart by a tabulator, which none of them holds.
fn lines_word(lines: &[LineRule]) -> String {
    let line = |LineRule { about, code, wish }: &LineRule| format!("{about}\t{code}\t{}", wish.word());
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lines_of(word: &str) -> Vec<LineRule> {
    let rule = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (about, code) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(LineRule { about, code, wish: LineWish::of(parts.next()?)? })
    };
    word.lines().filter_map(rule).collect()
}

fn said(row: &QueryResult) -> Result<Preferences, Fault> {
    let (mail, rhythm, quiet, offset): (i64, String, String, i64) =
        (col(row, 2)?, col(row, 3)?, col(row, 4)?, col(row, 5)?);
    let lines: String = col(row, 7)?;
    Ok(Preferences {
        account: col(row, 0)?,
        tenant: col(row, 1)?,
        mail: mail != 0,
        // A word of a later version: better too often than too late.
        rhythm: rhythm_of(&rhythm).unwrap_or(Rhythm::AtOnce),
        quiet: quiet_of(&quiet),
        offset: i16::try_from(offset).unwrap_or_default(),
        deputy: col(row, 6)?,
        lines: lines_of(&lines),
    })
}

fn endpoint(row: &QueryResult) -> Result<Endpoint, Fault> {
    let urgent_only: i64 = col(row, 5)?;
    Ok(Endpoint {
        id: col(row, 0)?,
        tenant: col(row, 1)?,
        name: col(row, 2)?,
        url: col(row, 3)?,
        secret: col(row, 4)?,
        urgent_only: urgent_only != 0,
        since: Instant(col(row, 6)?),
        ended: unless_open(col(row, 7)?),
    })
}

fn address(row: &QueryResult) -> Result<SecretAddress, Fault> {
    Ok(SecretAddress {
        hash: col(row, 0)?,
        id: col(row, 1)?,
        account: col(row, 2)?,
        name: col(row, 3)?,
        made: Instant(col(row, 4)?),
        withdrawn: unless_open(col(row, 5)?),
        seen: unless_open(col(row, 6)?),
    })
}
