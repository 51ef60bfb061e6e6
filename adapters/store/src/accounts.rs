//! Accounts: persons, sessions, tokens, failed log-ins.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{OPEN, all, all_of, col, insert, one, run, values};
use activities::accounts_port::{Accounts, HeldRole, Session, Token, User};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use std::collections::BTreeMap;
use terms::Instant;

const USER: &str = "SELECT id, tenant, login, printed_name, mail, language, password, totp, credentials, since_at, disabled_at \
                    FROM account";
const SESSION: &str = "SELECT token_hash, account, made_at, seen_at, ends_at, facts FROM session";
const TOKEN: &str =
    "SELECT token_hash, id, tenant, account, name, scopes, made_at, ends_at, withdrawn_at, seen_at, reach FROM token";

/// Stands between the parts of a token's reach; a name of a ward may hold anything that can be read.
const BETWEEN: &str = "\u{1f}";

/// A time that may be open, as a column.
pub(crate) fn or_open(at: Option<Instant>) -> i64 {
    at.map_or(OPEN, |at| at.0)
}

/// A column as a time that may be open.
pub(crate) fn unless_open(at: i64) -> Option<Instant> {
    (at != OPEN).then_some(Instant(at))
}

impl Accounts for Store {
    fn add_user(&self, user: &User) -> Result<(), StoreFault> {
        self.change(async |on| add_user(on, user).await)
    }

    fn add_first_user(&self, user: &User) -> Result<(), StoreFault> {
        self.change(async |on| {
            // The row can be made once, so that of two first persons one is refused.
            let sql = "INSERT INTO once (name) VALUES ('first-user') ON CONFLICT DO NOTHING";
            if run(on, sql, vec![]).await? == 0 || has_user(on).await? {
                return Err(StoreFault::new(StoreFaultKind::AlreadyThere, "the first account").into());
            }
            add_user(on, user).await
        })
    }

    fn change_user(&self, user: &User) -> Result<(), StoreFault> {
        self.change(async |on| {
            let sql = "UPDATE account SET tenant = $2, login = $3, printed_name = $4, mail = $5, language = $6, \
                       password = $7, totp = $8, credentials = $9, since_at = $10, disabled_at = $11 WHERE id = $1";
            if run(on, sql, columns(user)).await? == 0 {
                return Err(StoreFault::new(StoreFaultKind::NotThere, format!("account {}", user.id)).into());
            }
            run(on, "DELETE FROM held_role WHERE account = $1", values![user.id.as_str()]).await?;
            put_roles(on, user).await
        })
    }

    fn change_user_from(&self, before: &User, after: &User) -> Result<(), StoreFault> {
        self.change(async |on| change_from(on, before, after).await)
    }

    fn change_among(
        &self,
        tenant: &str,
        id: &str,
        change: &dyn Fn(&User, &[User]) -> Option<User>,
    ) -> Result<Option<User>, StoreFault> {
        self.change(async |on| {
            // Whoever changes an account of this tenant waits here until the one before is done.
            if run(on, "UPDATE tenant SET name = name WHERE id = $1", values![tenant]).await? == 0 {
                return Ok(None);
            }
            let all = users(on, "tenant = $1 ORDER BY login", tenant).await?;
            let Some(user) = all.iter().find(|user| user.id == id) else { return Ok(None) };
            let Some(changed) = change(user, &all) else { return Ok(None) };
            change_from(on, user, &changed).await?;
            Ok(Some(changed))
        })
    }

    fn user(&self, id: &str) -> Result<Option<User>, StoreFault> {
        self.run(async { Ok(users(&self.inner.read(), "id = $1", id).await?.pop()) })
    }

    fn user_by_login(&self, login: &str) -> Result<Option<User>, StoreFault> {
        self.run(async { Ok(users(&self.inner.read(), "login = $1", login).await?.pop()) })
    }

    fn users(&self, tenant: &str) -> Result<Vec<User>, StoreFault> {
        self.run(users(&self.inner.read(), "tenant = $1 ORDER BY login", tenant))
    }

    fn is_first_run(&self) -> Result<bool, StoreFault> {
        self.run(async { Ok(!has_user(&self.inner.write()).await?) })
    }

    fn add_session(&self, session: &Session) -> Result<(), StoreFault> {
        let Session { token_hash, user, made, seen, ends, facts } = session;
        let sql = "INSERT INTO session (token_hash, account, made_at, seen_at, ends_at, facts) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = || values![token_hash.as_str(), user.as_str(), made.0, seen.0, ends.0, facts.clone()];
        self.change(async |on| Ok(run(on, sql, values()).await.map(drop)?))
    }

    fn session(&self, token_hash: &str) -> Result<Option<Session>, StoreFault> {
        let sql = format!("{SESSION} WHERE token_hash = $1");
        // Where a session has just begun or ended, a replica may not know it yet.
        self.run(async {
            one(&self.inner.write(), &sql, values![token_hash]).await?.map(|row| session(&row)).transpose()
        })
    }

    fn touch_session(&self, token_hash: &str, seen: Instant, ends: Instant, facts: &[u8]) -> Result<(), StoreFault> {
        let sql = "UPDATE session SET seen_at = $2, ends_at = $3, facts = $4 WHERE token_hash = $1";
        self.change(async |on| Ok(run(on, sql, values![token_hash, seen.0, ends.0, facts.to_vec()]).await.map(drop)?))
    }

    fn end_session(&self, token_hash: &str) -> Result<(), StoreFault> {
        let sql = "DELETE FROM session WHERE token_hash = $1";
        self.change(async |on| Ok(run(on, sql, values![token_hash]).await.map(drop)?))
    }

    fn end_sessions_of(&self, user: &str) -> Result<(), StoreFault> {
        let sql = "DELETE FROM session WHERE account = $1";
        self.change(async |on| Ok(run(on, sql, values![user]).await.map(drop)?))
    }

    fn add_token(&self, token: &Token) -> Result<(), StoreFault> {
        let Token { token_hash, id, tenant, user, name, scopes, reach, made, ends, withdrawn, seen } = token;
        let sql = "INSERT INTO token (token_hash, id, tenant, account, name, scopes, made_at, ends_at, withdrawn_at, seen_at, \
                   reach) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
        let (hash, id, tenant, user) = (token_hash.as_str(), id.as_str(), tenant.as_str(), user.as_str());
        let times = [made.0, or_open(*ends), or_open(*withdrawn), or_open(*seen)];
        let [made, ends, withdrawn, seen] = times;
        let (name, scopes, reach) = (name.as_str(), scopes.join(" "), reach.join(BETWEEN));
        let values = || {
            let (scopes, reach) = (scopes.as_str(), reach.as_str());
            values![hash, id, tenant, user, name, scopes, made, ends, withdrawn, seen, reach]
        };
        self.change(async |on| match run(on, sql, values()).await? {
            0 => Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("token {id}")).into()),
            _ => Ok(()),
        })
    }

    fn token(&self, token_hash: &str) -> Result<Option<Token>, StoreFault> {
        let sql = format!("{TOKEN} WHERE token_hash = $1");
        self.run(async {
            one(&self.inner.write(), &sql, values![token_hash]).await?.map(|row| token(&row)).transpose()
        })
    }

    fn tokens(&self, tenant: &str) -> Result<Vec<Token>, StoreFault> {
        let sql = format!("{TOKEN} WHERE tenant = $1 ORDER BY id");
        self.run(async { all(&self.inner.read(), &sql, values![tenant]).await?.iter().map(token).collect() })
    }

    fn touch_token(&self, token_hash: &str, seen: Instant) -> Result<(), StoreFault> {
        let sql = "UPDATE token SET seen_at = $2 WHERE token_hash = $1";
        self.change(async |on| Ok(run(on, sql, values![token_hash, seen.0]).await.map(drop)?))
    }

    fn withdraw_token(&self, tenant: &str, id: &str, at: Instant) -> Result<(), StoreFault> {
        let sql = "UPDATE token SET withdrawn_at = $3 WHERE tenant = $1 AND id = $2 AND withdrawn_at > $3";
        let there = "SELECT 1 FROM token WHERE tenant = $1 AND id = $2";
        self.change(async |on| {
            run(on, sql, values![tenant, id, at.0]).await?;
            match one(on, there, values![tenant, id]).await? {
                Some(_) => Ok(()),
                None => Err(StoreFault::new(StoreFaultKind::NotThere, format!("token {id}")).into()),
            }
        })
    }

    fn withdraw_tokens_of(&self, user: &str, at: Instant) -> Result<(), StoreFault> {
        let sql = "UPDATE token SET withdrawn_at = $2 WHERE account = $1 AND withdrawn_at > $2";
        self.change(async |on| Ok(run(on, sql, values![user, at.0]).await.map(drop)?))
    }

    fn note_failure(&self, key: &str, at: Instant) -> Result<(), StoreFault> {
        let sql = "INSERT INTO failure (key, made_at, times) VALUES ($1, $2, 1) \
                   ON CONFLICT (key, made_at) DO UPDATE SET times = failure.times + 1";
        self.change(async |on| Ok(run(on, sql, values![key, at.0]).await.map(drop)?))
    }

    fn failures(&self, key: &str, since: Instant) -> Result<u64, StoreFault> {
        // A sum of BIGINT is NUMERIC in PostgreSQL.
        let sql = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM failure WHERE key = $1 AND made_at >= $2";
        let count = self.run(async { Ok(one(&self.inner.write(), sql, values![key, since.0]).await?) })?;
        let count: i64 =
            count.map(|row| col(&row, 0)).transpose().map_err(|e| Fault::from(e).at(self.place()))?.unwrap_or(0);
        Ok(count.unsigned_abs())
    }

    fn forget_failures(&self, key: &str) -> Result<(), StoreFault> {
        self.change(async |on| Ok(run(on, "DELETE FROM failure WHERE key = $1", values![key]).await.map(drop)?))
    }

    fn spend(&self, name: &str, at: Instant) -> Result<bool, StoreFault> {
        let sql = "INSERT INTO spent (name, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.change(async |on| Ok(run(on, sql, values![name, at.0]).await? > 0))
    }
}

fn columns(user: &User) -> Vec<Value> {
    let User {
        id,
        tenant,
        login,
        printed_name,
        mail,
        language,
        password,
        totp,
        credentials,
        roles: _,
        since,
        disabled,
    } = user;
    values![
        id.as_str(),
        tenant.as_str(),
        login.as_str(),
        printed_name.as_str(),
        mail.as_str(),
        language.as_str(),
        password.as_str(),
        totp.clone(),
        credentials.clone(),
        since.0,
        or_open(*disabled)
    ]
}

/// Writes what differs. Nobody's password comes back that somebody else replaced meanwhile.
async fn change_from(on: &DatabaseTransaction, before: &User, after: &User) -> Result<(), Fault> {
    let names = [
        "id",
        "tenant",
        "login",
        "printed_name",
        "mail",
        "language",
        "password",
        "totp",
        "credentials",
        "since_at",
        "disabled_at",
    ];
    let differ = names.into_iter().zip(columns(before).into_iter().zip(columns(after)));
    let mut values = values![before.id.as_str()];
    let (mut set, mut held) = (Vec::new(), String::new());
    for (name, (was, is)) in differ.filter(|(_, (was, is))| was != is) {
        values.push(is);
        set.push(format!("{name} = ${}", values.len()));
        if matches!(name, "password" | "credentials") {
            values.push(was);
            held.push_str(&format!(" AND {name} = ${}", values.len()));
        }
    }
    // A change of the roles alone takes its turn on the account too.
    let set = if set.is_empty() { "id = id".to_owned() } else { set.join(", ") };
    if run(on, &format!("UPDATE account SET {set} WHERE id = $1{held}"), values).await? == 0 {
        let there = one(on, "SELECT 1 FROM account WHERE id = $1", values![before.id.as_str()]).await?.is_some();
        let kind = if there { StoreFaultKind::Changed } else { StoreFaultKind::NotThere };
        return Err(StoreFault::new(kind, format!("account {}", before.id)).into());
    }
    if before.roles != after.roles {
        run(on, "DELETE FROM held_role WHERE account = $1", values![after.id.as_str()]).await?;
        put_roles(on, after).await?;
    }
    Ok(())
}

async fn has_user<C: ConnectionTrait>(on: &C) -> Result<bool, Fault> {
    Ok(one(on, "SELECT 1 FROM account LIMIT 1", vec![]).await?.is_some())
}

async fn add_user(on: &DatabaseTransaction, user: &User) -> Result<(), Fault> {
    let sql = "INSERT INTO account (id, tenant, login, printed_name, mail, language, password, totp, credentials, since_at, \
               disabled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    if run(on, sql, columns(user)).await? == 0 {
        return Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("account {}", user.login)).into());
    }
    put_roles(on, user).await
}

async fn put_roles(on: &DatabaseTransaction, user: &User) -> Result<(), Fault> {
    let role =
        |held: &HeldRole| values![user.id.as_str(), held.role.as_str(), held.scope.as_str(), or_open(held.until)];
    let rows = user.roles.iter().map(role).collect();
    insert(on, "held_role (account, role, scope, until_at)", "ON CONFLICT DO NOTHING", 4, rows).await?;
    Ok(())
}

async fn users<C: ConnectionTrait>(on: &C, which: &str, value: &str) -> Result<Vec<User>, Fault> {
    let rows = all(on, &format!("{USER} WHERE {which}"), values![value]).await?;
    let mut users: Vec<User> = rows.iter().map(user).collect::<Result<_, _>>()?;
    let ids: Vec<Value> = users.iter().map(|user| Value::from(user.id.as_str())).collect();
    let sql =
        "SELECT account, role, scope, until_at FROM held_role WHERE account IN ({in}) ORDER BY account, role, scope";
    let mut roles: BTreeMap<String, Vec<HeldRole>> = BTreeMap::new();
    for row in all_of(on, sql, vec![], &ids).await? {
        let held = HeldRole { role: col(&row, 1)?, scope: col(&row, 2)?, until: unless_open(col(&row, 3)?) };
        roles.entry(col(&row, 0)?).or_default().push(held);
    }
    for user in &mut users {
        user.roles = roles.remove(&user.id).unwrap_or_default();
    }
    Ok(users)
}

fn user(row: &QueryResult) -> Result<User, Fault> {
    Ok(User {
        id: col(row, 0)?,
        tenant: col(row, 1)?,
        login: col(row, 2)?,
        printed_name: col(row, 3)?,
        mail: col(row, 4)?,
        language: col(row, 5)?,
        password: col(row, 6)?,
        totp: col(row, 7)?,
        credentials: col(row, 8)?,
        roles: Vec::new(),
        since: Instant(col(row, 9)?),
        disabled: unless_open(col(row, 10)?),
    })
}

fn session(row: &QueryResult) -> Result<Session, Fault> {
    Ok(Session {
        token_hash: col(row, 0)?,
        user: col(row, 1)?,
        made: Instant(col(row, 2)?),
        seen: Instant(col(row, 3)?),
        ends: Instant(col(row, 4)?),
        facts: col(row, 5)?,
    })
}

fn token(row: &QueryResult) -> Result<Token, Fault> {
    let (scopes, reach): (String, String) = (col(row, 5)?, col(row, 10)?);
    let words = |text: &str, between| {
        text.split(between).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(Token {
        token_hash: col(row, 0)?,
        id: col(row, 1)?,
        tenant: col(row, 2)?,
        user: col(row, 3)?,
        name: col(row, 4)?,
        scopes: words(&scopes, " "),
        reach: words(&reach, BETWEEN),
        made: Instant(col(row, 6)?),
        ends: unless_open(col(row, 7)?),
        withdrawn: unless_open(col(row, 8)?),
        seen: unless_open(col(row, 9)?),
    })
}
