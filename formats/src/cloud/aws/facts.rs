/// What an account says of itself. Lines count from 1 in the file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Number of the account.
    pub account: Option<String>,
    /// Names of regions.
    pub regions: Vec<String>,
    /// What groups let in, one entry a permission.
    pub doors: Vec<Door>,
    /// Load balancers.
    pub balancers: Vec<Balancer>,
    /// Listeners.
    pub listeners: Vec<Listener>,
    /// Databases, warehouses, disks and their snapshots.
    pub stores: Vec<Store>,
    /// Names of buckets with their lines.
    pub buckets: Vec<(String, u32)>,
    /// What one file says of one bucket or snapshot.
    pub setting: Setting,
    /// Policies with their statements.
    pub policies: Vec<Policy>,
    /// Policies that are attached, by ARN, with the holder and the line.
    pub attached: Vec<(String, String, u32)>,
    /// Roles that anybody may take on: name, line, whether under a condition.
    pub open_roles: Vec<(String, u32, bool)>,
    /// Users of the credential report.
    pub credentials: Vec<Credential>,
}

/// A permission of a security group for what comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// The group.
    pub group: String,
    /// `tcp`, `-1` for all, or a number.
    pub protocol: String,
    /// First and last port; of ICMP type and code; `None` for all.
    pub ports: Option<(i64, i64)>,
    /// Blocks that may come in.
    pub blocks: Vec<String>,
    /// Lists of blocks that stand in another export.
    pub lists: Vec<String>,
    /// Its line.
    pub line: u32,
}

/// A load balancer whose listeners stand in files of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balancer {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Whether it is reached from the internet; `None`: not said.
    pub public: Option<bool>,
    /// Its line.
    pub line: u32,
}

/// A listener.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listener {
    /// ARN of the load balancer; of a classic one its name.
    pub of: String,
    /// Port.
    pub port: Option<i64>,
    /// `HTTP`, `HTTPS`, `TLS`, `TCP`, …
    pub protocol: String,
    /// Names of the TLS policies.
    pub policies: Vec<String>,
    /// Whether all it does is to send callers to HTTPS.
    pub redirects: bool,
    /// Whether a classic load balancer is reached from the internet.
    pub public: Option<bool>,
    /// Its line.
    pub line: u32,
}

/// Something that keeps data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// What it is.
    pub kind: super::Export,
    /// Its id.
    pub id: String,
    /// Whether it is encrypted at rest; `None`: not said.
    pub encrypted: Option<bool>,
    /// Whether it has a public address; `None`: not said.
    pub public: Option<bool>,
    /// Its line.
    pub line: u32,
}

/// What one file says of one bucket or snapshot; `None` and empty: not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Whether everybody may read or copy it, as far as the file goes.
    pub public: Option<bool>,
    /// Whether all four blocks of public access are on.
    pub blocked: Option<bool>,
    /// Whether encryption is set.
    pub encrypted: Option<bool>,
    /// The line that says it.
    pub line: u32,
}

/// A policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Its ARN, empty for one that is written into its holder.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Who holds it, where it is written into its holder.
    pub holder: Option<String>,
    /// Statements of the version in force.
    pub statements: Vec<Statement>,
    /// Its line.
    pub line: u32,
}

/// A statement of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// `Effect` is `Allow`.
    pub allows: bool,
    /// What may be done.
    pub actions: Vec<String>,
    /// What may not be done, all else may.
    pub not_actions: Option<Vec<String>>,
    /// On what.
    pub resources: Vec<String>,
    /// On what not, on all else.
    pub not_resources: bool,
    /// Whether anybody is meant.
    pub anybody: bool,
    /// Whether a condition narrows it.
    pub condition: bool,
    /// Its line; 0 where the policy is written as a text.
    pub line: u32,
}

/// A user of the credential report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// Its name.
    pub user: String,
    /// A password is set; `None`: not said.
    pub password: Option<bool>,
    /// A second factor is on; `None`: not said.
    pub second_factor: Option<bool>,
    /// An access key is active; `None`: not said.
    pub key: Option<bool>,
}
