//! What changed: the newest moment of each kind of thing, from an index.

use crate::database::Store;
use crate::sql::{all_of, col, one, values};
use activities::library_port::KeptKind;
use activities::pulse_port::{Beat, Pulse};
use activities::store_fault::StoreFault;
use sea_orm::Value;

impl Pulse for Store {
    fn beat(&self, tenant: &str, check_kinds: &[&str]) -> Result<Beat, StoreFault> {
        let newest = async |sql: &str, kind: Option<KeptKind>| {
            let of = kind.map(|kind| Value::from(kind.word()));
            let values = values![tenant].into_iter().chain(of).collect();
            let row = one(&self.inner.read(), sql, values).await?;
            row.map(|row| col::<Option<i64>>(&row, 0)).transpose().map(|at| at.flatten().unwrap_or_default())
        };
        let put = "SELECT MAX(made_at) FROM folder WHERE tenant = $1 AND kind = $2";
        let checked = "SELECT MAX(made_at) FROM latest_check WHERE tenant = $1 AND kind = $2";
        let kinds: Vec<Value> = check_kinds.iter().map(|kind| Value::from(*kind)).collect();
        // The key of a job of the watch begins with its organisation.
        let open = "SELECT COUNT(CASE WHEN state = 'open' THEN 1 END), COUNT(CASE WHEN state = 'failed' THEN 1 END) FROM job \
                    WHERE state IN ('open', 'failed') AND substr(key, 1, length($1)) = $1 AND kind IN ({in})";
        let begins = format!("check {tenant} ");
        // Asked of the store itself: whoever reads a replica because of it must find it so.
        let beat = self.run(async {
            let of = async |kind| {
                let put = newest(put, Some(kind)).await?;
                Ok::<_, sea_orm::DbErr>(put.max(newest(checked, Some(kind)).await?))
            };
            let work = newest("SELECT MAX(changed_at) FROM work WHERE tenant = $1", None).await?;
            let (devices, sites) = (of(KeptKind::Dossier).await?, of(KeptKind::Site).await?);
            let rows = all_of(&self.inner.read(), open, values![begins.as_str()], &kinds).await?;
            let count = |place| rows.first().map(|row| col::<i64>(row, place)).transpose();
            let [checks, failed] = [count(0)?, count(1)?].map(|count| count.unwrap_or_default().unsigned_abs());
            Ok(Beat { work, devices, sites, checks, failed })
        })?;
        self.inner.replica.iter().for_each(|replica| replica.heard(tenant, beat));
        Ok(beat)
    }
}
