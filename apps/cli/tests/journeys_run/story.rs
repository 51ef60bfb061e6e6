//! A journey as it is written: commands and what is expected below each.

/// One command of a journey.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    /// The command, as written after `$ `.
    pub(crate) command: String,
    /// The lines expected below it.
    pub(crate) expected: Vec<String>,
    /// The exit status expected.
    pub(crate) status: i32,
}

/// Reads a journey.
pub(crate) fn read(text: &str) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    let mut listening = false;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            steps.push(Step { line: number, command, expected: Vec::new(), status: 0 });
            listening = true;
        } else if line.starts_with("# ") {
            listening = false;
        } else if let Some(status) = line.strip_prefix("? ") {
            let status = status.trim().parse().map_err(|_| format!("line {number}: `? ` needs a number"))?;
            let step = steps.last_mut().filter(|_| listening);
            step.ok_or(format!("line {number}: `? ` stands below no command"))?.status = status;
            listening = false;
        } else if let (true, Some(step)) = (listening, steps.last_mut()) {
            step.expected.push(line.strip_prefix('\\').unwrap_or(line).to_owned());
        }
    }
    for step in &mut steps {
        let end = step.expected.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        step.expected.truncate(end);
    }
    if steps.is_empty() { Err("the journey holds no command".to_owned()) } else { Ok(steps) }
}

/// The words of a command; quotes hold spaces together, and in double quotes `\n` is a new line.
pub(crate) fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => word.get_or_insert_default().extend(letters.by_ref().take_while(|&next| next != '\'')),
            '"' => {
                let inside: String = letters.by_ref().take_while(|&next| next != '"').collect();
                word.get_or_insert_default().push_str(&inside.replace("\\n", "\n"));
            }
            ' ' => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// The first line that is not as expected: `None` when all is, else what was expected and what was printed there.
pub(crate) fn difference(expected: &[String], printed: &[&str]) -> Option<(String, String)> {
    let mut furthest = (0, 0);
    if lines_match(expected, printed, (0, 0), &mut furthest) {
        return None;
    }
    let (row, column) = furthest;
    let shown = |line: Option<&str>| line.map_or("(nothing more)".to_owned(), |line| format!("`{line}`"));
    Some((shown(expected.get(row).map(String::as_str)), shown(printed.get(column).copied())))
}

fn lines_match(expected: &[String], printed: &[&str], at: (usize, usize), furthest: &mut (usize, usize)) -> bool {
    *furthest = (*furthest).max(at);
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((gap, rest)), _) if gap.trim() == "…" => (0..=printed.len())
            .any(|skipped| lines_match(rest, &printed[skipped..], (at.0 + 1, at.1 + skipped), furthest)),
        (Some((line, rest)), Some((print, others))) if fits(line, print) => {
            lines_match(rest, others, (at.0 + 1, at.1 + 1), furthest)
        }
        (Some(_) | None, Some(_) | None) => false,
    }
}

/// Whether a printed line is the expected one, in which `…` stands for any run of characters.
fn fits(expected: &str, printed: &str) -> bool {
    let printed = printed.trim_end();
    match expected.trim_end().split_once('…') {
        None => expected.trim_end() == printed,
        Some((head, tail)) => printed.strip_prefix(head).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| fits(tail, &rest[at..]))
        }),
    }
}
