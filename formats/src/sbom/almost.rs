/// The known name that a foreign one must have been meant for: it differs by no more than case or a plural `s`.
///
/// Names of JSON, XML and tags are exact, so that `Components` is passed over by the rules of the format; whoever wrote it
/// meant the components.
pub(crate) fn almost(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    let one = singular(name);
    known.iter().copied().find(|known| *known != name && singular(known).eq_ignore_ascii_case(one))
}

fn singular(name: &str) -> &str {
    name.strip_suffix(['s', 'S']).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::almost;

    #[test]
    fn a_name_in_other_case_or_number_is_almost_known() {
        let known: &[&str] = &["components", "purl", "name"];
        for (name, wanted) in [
            ("Components", Some("components")),
            ("component", Some("components")),
            ("COMPONENT", Some("components")),
            ("PURL", Some("purl")),
            ("purls", Some("purl")),
            ("purl", None),
            ("nam", None),
            ("", None),
            ("s", None),
        ] {
            assert_eq!(almost(name, known), wanted, "{name}");
        }
    }
}
