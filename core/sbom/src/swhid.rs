/// Whether a text is a Software Heritage identifier (ISO/IEC 18670): `swh:1:<type>:<40 hexadecimal digits>`, qualifiers
/// after `;` allowed.
pub fn is_swhid(text: &str) -> bool {
    let core = text.split_once(';').map_or(text, |(core, _)| core);
    let mut fields = core.split(':');
    let start = [fields.next(), fields.next()] == [Some("swh"), Some("1")];
    let kind = matches!(fields.next(), Some("cnt" | "dir" | "rev" | "rel" | "snp"));
    let digits = |hash: &str| hash.len() == 40 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    start && kind && fields.next().is_some_and(digits) && fields.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_swhid;

    #[test]
    fn the_core_identifier_is_checked_and_qualifiers_are_passed_over() {
        let hash = "94a9ed024d3859793618152ea559a168bbcbb5e2";
        assert!(is_swhid(&format!("swh:1:cnt:{hash}")));
        assert!(is_swhid(&format!("swh:1:dir:{hash};origin=https://example.org")));
        assert!(!is_swhid(&format!("swh:2:cnt:{hash}")));
        assert!(!is_swhid(&format!("swh:1:exe:{hash}")));
        assert!(!is_swhid("swh:1:cnt:94a9"));
        assert!(!is_swhid(&format!("swh:1:cnt:{hash}:x")));
        assert!(!is_swhid(""));
    }
}
