/// A closed list of words, each with its stable name and its meaning in both languages.
pub trait Choice: Sized + Copy + 'static {
    /// Every case, in the order of the enum.
    const ALL: &'static [Self];
    /// The stable name that people write.
    fn name(self) -> &'static str;
    /// What it means, English and Japanese.
    fn meaning(self) -> [&'static str; 2];

    /// The case of a stable name.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|case| case.name() == name)
    }
}

/// Declares a [`Choice`]: each case with its meaning (English, then Japanese) and its stable name, in one place.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $case:ident = $text:literal : $en:literal | $ja:literal, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( #[doc = $en] $case, )+ }

        impl $crate::Choice for $name {
            const ALL: &'static [Self] = &[$( $name::$case, )+];

            fn name(self) -> &'static str {
                match self { $( $name::$case => $text, )+ }
            }

            fn meaning(self) -> [&'static str; 2] {
                match self { $( $name::$case => [$en, $ja], )+ }
            }
        }
    };
}
#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro declares lists for other rooms")]
    use crate::Choice;

    choice! {
        /// Which way a door turns.
        Door {
            In = "in": "inwards" | "内開き",
            Out = "out": "outwards" | "外開き",
        }
    }

    #[test]
    fn every_name_is_read_back() {
        for door in Door::ALL {
            assert_eq!(Door::from_name(door.name()), Some(*door));
        }
        assert_eq!(Door::from_name("In"), None);
    }
}
