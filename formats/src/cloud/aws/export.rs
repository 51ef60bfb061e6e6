/// A file of an export: the answer of one call of the AWS command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Export {
    /// The account that was asked.
    Account,
    /// The regions that the account may use.
    Regions,
    /// Security groups.
    Groups,
    /// Application, network and gateway load balancers.
    Balancers,
    /// Listeners of one of them.
    Listeners,
    /// Classic load balancers with their listeners.
    ClassicBalancers,
    /// Databases.
    Databases,
    /// Snapshots of databases.
    DatabaseSnapshots,
    /// Data warehouses.
    Warehouses,
    /// Disks.
    Volumes,
    /// Snapshots of disks.
    Snapshots,
    /// Who may copy a snapshot of a disk.
    SnapshotSharing,
    /// Buckets.
    Buckets,
    /// Grants of a bucket.
    BucketAcl,
    /// Whether the policy of a bucket makes it public.
    BucketPolicyStatus,
    /// Whether public access to a bucket is blocked.
    BucketBlock,
    /// Encryption of a bucket.
    BucketEncryption,
    /// Users, groups, roles and policies.
    Identities,
    /// Passwords, second factors and keys of the users.
    Credentials,
}

impl Export {
    /// Every kind.
    pub const ALL: [Export; 19] = [
        Export::Account,
        Export::Regions,
        Export::Groups,
        Export::Balancers,
        Export::Listeners,
        Export::ClassicBalancers,
        Export::Databases,
        Export::DatabaseSnapshots,
        Export::Warehouses,
        Export::Volumes,
        Export::Snapshots,
        Export::SnapshotSharing,
        Export::Buckets,
        Export::BucketAcl,
        Export::BucketPolicyStatus,
        Export::BucketBlock,
        Export::BucketEncryption,
        Export::Identities,
        Export::Credentials,
    ];

    /// Asked once in every region.
    pub const IN_EVERY_REGION: [Export; 8] = [
        Export::Groups,
        Export::Balancers,
        Export::ClassicBalancers,
        Export::Databases,
        Export::DatabaseSnapshots,
        Export::Warehouses,
        Export::Volumes,
        Export::Snapshots,
    ];

    /// Asked once in an account.
    pub const ONCE: [Export; 5] =
        [Export::Account, Export::Regions, Export::Buckets, Export::Identities, Export::Credentials];

    /// The name of the file or folder: service and call.
    pub fn name(self) -> &'static str {
        match self {
            Export::Account => "sts-get-caller-identity",
            Export::Regions => "ec2-describe-regions",
            Export::Groups => "ec2-describe-security-groups",
            Export::Balancers => "elbv2-describe-load-balancers",
            Export::Listeners => "elbv2-describe-listeners",
            Export::ClassicBalancers => "elb-describe-load-balancers",
            Export::Databases => "rds-describe-db-instances",
            Export::DatabaseSnapshots => "rds-describe-db-snapshots",
            Export::Warehouses => "redshift-describe-clusters",
            Export::Volumes => "ec2-describe-volumes",
            Export::Snapshots => "ec2-describe-snapshots",
            Export::SnapshotSharing => "ec2-describe-snapshot-attribute",
            Export::Buckets => "s3-list-buckets",
            Export::BucketAcl => "s3-get-bucket-acl",
            Export::BucketPolicyStatus => "s3-get-bucket-policy-status",
            Export::BucketBlock => "s3-get-public-access-block",
            Export::BucketEncryption => "s3-get-bucket-encryption",
            Export::Identities => "iam-get-account-authorization-details",
            Export::Credentials => "iam-get-credential-report",
        }
    }

    /// The key of the outermost object without which the file is another one.
    pub(super) fn list(self) -> &'static str {
        match self {
            Export::Account => "Account",
            Export::Regions => "Regions",
            Export::Groups => "SecurityGroups",
            Export::Balancers => "LoadBalancers",
            Export::Listeners => "Listeners",
            Export::ClassicBalancers => "LoadBalancerDescriptions",
            Export::Databases => "DBInstances",
            Export::DatabaseSnapshots => "DBSnapshots",
            Export::Warehouses => "Clusters",
            Export::Volumes => "Volumes",
            Export::Snapshots => "Snapshots",
            Export::SnapshotSharing => "CreateVolumePermissions",
            Export::Buckets => "Buckets",
            Export::BucketAcl => "Grants",
            Export::BucketPolicyStatus => "PolicyStatus",
            Export::BucketBlock => "PublicAccessBlockConfiguration",
            Export::BucketEncryption => "ServerSideEncryptionConfiguration",
            Export::Identities => "Policies",
            Export::Credentials => "Content",
        }
    }

    /// The kind of a file or folder by its name.
    pub fn from_name(name: &str) -> Option<Export> {
        let name = name.strip_suffix(".json").unwrap_or(name);
        if name == "describe-regions" {
            return Some(Export::Regions);
        }
        let api = name.strip_prefix("s3api-").map(|call| format!("s3-{call}"));
        let name = api.as_deref().unwrap_or(name);
        Export::ALL.into_iter().find(|export| export.name() == name)
    }

    /// The call that makes the file, as typed.
    pub fn command(self, region: &str, of: &str) -> String {
        let (service, call) = self.name().split_once('-').unwrap_or_default();
        let service = if service == "s3" { "s3api" } else { service };
        let asked = match self {
            Export::Listeners => format!(" --load-balancer-arn {of}"),
            Export::SnapshotSharing => format!(" --attribute createVolumePermission --snapshot-id {of}"),
            Export::Snapshots => " --owner-ids self".to_owned(),
            Export::BucketAcl | Export::BucketPolicyStatus | Export::BucketBlock | Export::BucketEncryption => {
                format!(" --bucket {of}")
            }
            _ => String::new(),
        };
        let region = if region.is_empty() { String::new() } else { format!(" --region {region}") };
        format!("aws {service} {call}{asked}{region} --output json")
    }
}
