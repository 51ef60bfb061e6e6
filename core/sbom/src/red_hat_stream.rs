//! Whether a product stream of Red Hat may be that of a package.

/// The major number of Red Hat Enterprise Linux that a stream is made for: 9 of `enterprise_linux:9::appstream` and
/// `rhel_eus:9.2::baseos`, 8 of `openshift:4.12::el8`; `None` when it does not tell.
fn major(stream: &str) -> Option<&str> {
    let mut fields = stream.split(':');
    let (product, version) = (fields.next()?, fields.next().unwrap_or_default());
    if let Some(of) = fields.find_map(|field| field.strip_prefix("el").filter(|rest| is_number(rest))) {
        return Some(of);
    }
    let own = product == "enterprise_linux" || (product.starts_with("rhel_") && !product.contains("collections"));
    let number = version.split('.').next().unwrap_or_default();
    (own && is_number(number)).then_some(number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a package of this major release may come from the stream. What does not tell may be any.
pub fn may_be_of_stream(major_release: &str, stream: &str) -> bool {
    let wanted = if is_number(stream) { Some(stream) } else { major(stream) };
    major_release.is_empty() || wanted.is_none_or(|wanted| wanted == major_release)
}

#[cfg(test)]
mod tests {
    use super::may_be_of_stream;

    #[test]
    fn a_stream_is_of_one_major_release_or_does_not_tell() {
        let expect = |release: &str, stream: &str, wanted| {
            assert_eq!(may_be_of_stream(release, stream), wanted, "{release} {stream}")
        };
        expect("9", "enterprise_linux:9::appstream", true);
        expect("8", "enterprise_linux:9::appstream", false);
        expect("9", "rhel_eus:9.2::baseos", true);
        expect("7", "rhel_software_collections:3::el7", true);
        expect("8", "rhel_software_collections:3::el7", false);
        expect("8", "openshift:4.12::el8", true);
        expect("8", "openshift:4.12", true);
        expect("", "enterprise_linux:9::appstream", true);
        expect("8", "8", true);
        expect("8", "9", false);
    }
}
