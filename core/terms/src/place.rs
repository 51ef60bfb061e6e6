/// Where something stands in a file a person can open. Lines and columns count from 1; 0 means the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it, with `/` between folders.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), line: 0, column: 0 }
    }
}

impl std::fmt::Display for Place {
    /// `file:line:column`, shortened to what is known.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(out, "{}", self.file),
            (line, 0) => write!(out, "{}:{line}", self.file),
            (line, column) => write!(out, "{}:{line}:{column}", self.file),
        }
    }
}

/// What a finding is about: a stable name inside the answer, and where it stands if it stands anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Stable path such as `release/4.1.0/component/openssl@1.0.1f` or a JSON pointer into a file.
    pub path: String,
    /// Where it stands.
    pub place: Option<Place>,
}

impl Subject {
    /// A subject without a place in a file.
    pub fn named(path: impl Into<String>) -> Subject {
        Subject { path: path.into(), place: None }
    }

    /// A subject that stands in a file.
    pub fn at(path: impl Into<String>, place: Place) -> Subject {
        Subject { path: path.into(), place: Some(place) }
    }
}
