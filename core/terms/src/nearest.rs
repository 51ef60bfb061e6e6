/// The known name that a misspelt one most likely meant; `None` when nothing is close.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Edits (insert, delete, replace, swap of neighbours) between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, left) in a.chars().enumerate() {
        let mut line = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let replace = last[column] + usize::from(left != *right);
            let mut best = replace.min(last[column + 1] + 1).min(line[column] + 1);
            if column > 0 && previous == Some(*right) && b[column - 1] == left {
                best = best.min(before[column - 1] + 1);
            }
            line.push(best);
        }
        before = std::mem::replace(&mut last, line);
        previous = Some(left);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_swapped_letter_is_recognised() {
        assert_eq!(nearest("suport", ["support", "release"]), Some("support"));
        assert_eq!(nearest("realese", ["support", "release"]), Some("release"));
    }

    #[test]
    fn a_strange_name_has_no_neighbour() {
        assert_eq!(nearest("colour", ["support", "release"]), None);
    }
}
