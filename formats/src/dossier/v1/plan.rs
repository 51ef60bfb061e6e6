use crate::dossier::record::record;
use device::{DutyKind, Id, Interval};
use terms::{Text, When};

record! {
    /// The life-cycle cybersecurity plan.
    /// ライフサイクル全体のサイバーセキュリティ計画。
    Plan => device::Plan {
        /// Id of the person who owns the plan (people.yaml).
        /// 計画の責任者の id（people.yaml）。
        owner: Option<Id>,
        /// Who does what.
        /// 役割分担。
        roles: Vec<PlanRole>,
        /// What is watched for vulnerabilities, and how often.
        /// 脆弱性を監視する情報源と間隔。
        sources: Vec<WatchedSource>,
        /// How fast patches come.
        /// 修正の提供期限。
        patch_times: Option<PatchTimes>,
        /// How vulnerabilities are taken in and disclosed.
        /// 脆弱性の受付と公表。
        disclosure: Option<Disclosure>,
        /// What is tested, how often.
        /// 試験の種類と間隔。
        testing: Vec<Testing>,
        /// When the plan is reviewed.
        /// 計画の見直し。
        reviews: Option<Reviews>,
        /// What happens at end of life and end of support.
        /// EOL・EOS の方針。
        end_of_life_policy: Option<Text>,
        /// What the maker does and what the facility does.
        /// 製造業者と医療機関の責任分担。
        responsibility_split: Vec<Responsibility>,
    }
}

record! {
    /// A role in the plan.
    /// 計画上の役割。
    PlanRole => device::PlanRole {
        /// Name of the role.
        /// 役割名。
        role: String,
        /// Id of the person who has it.
        /// 担当者の id。
        person: Id,
        /// What they do.
        /// 担当内容。
        does: Option<Text>,
    }
}

record! {
    /// A source that is watched.
    /// 監視する情報源。
    WatchedSource => device::WatchedSource {
        /// Its name: NVD, OSV/PyPI, CVE, KEV, EPSS, or any name for one a person watches.
        /// 名称（NVD、OSV/PyPI、CVE、KEV、EPSS、または人が監視する情報源）。
        name: String,
        /// How often it is looked at, in days; also the oldest it may be.
        /// 確認間隔（日）。情報の許容経過日数でもある。
        interval_days: Option<u32>,
        /// Why this source.
        /// 選んだ理由。
        why: Option<Text>,
        /// Id of the person who watches it.
        /// 監視する人の id。
        owner: Option<Id>,
    }
}

record! {
    /// Promised times for patches.
    /// 約束する修正の期限。
    PatchTimes => device::PatchTimes {
        /// In the regular cycle.
        /// 定期。
        regular: Option<PatchTime>,
        /// Out of cycle, for what cannot wait.
        /// 臨時（待てないもの）。
        out_of_cycle: Option<PatchTime>,
    }
}

record! {
    /// A promised time and why it is reasonable.
    /// 期限と妥当性の理由。
    PatchTime => device::PatchTime {
        /// Calendar days.
        /// 暦日数。
        days: Option<u32>,
        /// Why this is a reasonable time.
        /// 妥当とする理由。
        justification: Option<Text>,
    }
}

record! {
    /// How vulnerabilities are taken in and disclosed.
    /// 脆弱性の受付と公表。
    Disclosure => device::Disclosure {
        /// Where to report one.
        /// 報告先。
        contact: Option<String>,
        /// Where the policy is, or what it says.
        /// 方針の所在または内容。
        policy: Option<Text>,
    }
}

record! {
    /// A kind of testing that is repeated.
    /// 繰り返し行う試験。
    Testing => device::Testing {
        /// What kind (vulnerability scan, penetration test, fuzzing, …).
        /// 種類（脆弱性スキャン、ペネトレーションテスト、ファジングなど）。
        kind: String,
        /// How often, such as `12 months`.
        /// 間隔（例: `12 months`）。
        every: Option<Interval>,
        /// Last done.
        /// 最終実施日。
        last: Option<When>,
        /// Why so.
        /// 理由。
        why: Option<Text>,
    }
}

record! {
    /// When the plan is reviewed.
    /// 計画の見直し。
    Reviews => device::Reviews {
        /// How often a review is promised, such as `12 months` or `90 days`.
        /// 約束する見直し間隔（例: `12 months`、`90 days`）。
        promised_interval: Option<Interval>,
        /// Reviews done.
        /// 実施した見直し。
        done: Vec<Review>,
        /// The day set for the next one.
        /// 次回の予定日。
        next: Option<When>,
    }
}

record! {
    /// A review done.
    /// 実施した見直し。
    Review => device::Review {
        /// When.
        /// 実施日。
        at: When,
        /// Id of the person.
        /// 実施者の id。
        by: Option<Id>,
        /// What came out.
        /// 結果。
        result: Option<Text>,
    }
}

record! {
    /// Who does what of one task.
    /// 一つの作業の分担。
    Responsibility => device::Responsibility {
        /// Its id, by which a facility accepts or refuses it; left out: `split-N` by its place in the list.
        /// id。医療機関はこの id で引き受けの可否を回答する。省略時は一覧の順番による `split-N`。
        id: Option<Id>,
        /// What kind of duty the facility's part is; left out: other.
        /// 医療機関の分担の種類。省略時はその他。
        kind: Option<DutyKind>,
        /// The task.
        /// 作業。
        task: Text,
        /// The maker's part.
        /// 製造業者の分担。
        manufacturer: Option<Text>,
        /// The facility's part.
        /// 医療機関の分担。
        facility: Option<Text>,
    }
}
