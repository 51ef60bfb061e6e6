/// How much a finding asks of a person. It is not a severity: harm and CVSS are kept apart from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Worth knowing; nothing to do.
    Note,
    /// To do, but no vulnerability waits for it.
    Attention,
    /// Somebody has to decide before anything can be said.
    Undecided,
    /// Decided, and it stands against shipping the release or keeping it in the field.
    Blocking,
}

impl Priority {
    /// Every priority, least first.
    pub const ALL: [Priority; 4] = [Priority::Note, Priority::Attention, Priority::Undecided, Priority::Blocking];

    /// The stable name that answers and options use.
    pub fn name(self) -> &'static str {
        match self {
            Priority::Note => "note",
            Priority::Attention => "attention",
            Priority::Undecided => "undecided",
            Priority::Blocking => "blocking",
        }
    }

    /// The priority of a stable name.
    pub fn from_name(name: &str) -> Option<Priority> {
        Priority::ALL.into_iter().find(|priority| priority.name() == name)
    }
}
