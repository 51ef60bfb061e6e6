//! Counting what test programs report, so that none can be silent.

use std::collections::BTreeSet;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u64,
    /// Failed; a test program that reported nothing counts as one.
    pub failed: u64,
    /// Skipped.
    pub skipped: u64,
}

impl std::fmt::Display for Tally {
    /// The last line of `cargo xtask test`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Reads the output of `cargo test` line by line, in the order in which it was printed.
#[derive(Debug, Default)]
pub struct Reader {
    tally: Tally,
    running: Option<(String, Option<Tally>)>,
    silent: BTreeSet<String>,
}

impl Reader {
    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        if let Some(program) = announced(line) {
            self.close();
            self.running = Some((program.to_owned(), None));
        } else if let (Some(result), Some((_, held))) = (result(line), self.running.as_mut()) {
            // The last line counts: a test that shows the report of another program prints one before it.
            *held = Some(result);
        }
    }

    /// The sum, and the test programs that ended without a report.
    pub fn end(mut self) -> (Tally, BTreeSet<String>) {
        self.close();
        (self.tally, self.silent)
    }

    fn close(&mut self) {
        match self.running.take() {
            None => {}
            Some((_, Some(Tally { passed, failed, skipped }))) => {
                self.tally.passed += passed;
                self.tally.failed += failed;
                self.tally.skipped += skipped;
            }
            Some((program, None)) => {
                self.tally.failed += 1;
                self.silent.insert(program);
            }
        }
    }
}

/// The test program that Cargo announces in this line.
fn announced(line: &str) -> Option<&str> {
    line.strip_prefix("     Running ").or_else(|| line.strip_prefix("   Doc-tests "))
}

/// The figures of a `test result:` line.
fn result(line: &str) -> Option<Tally> {
    let (_, figures) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let figure = |word: &str| {
        let part = figures.split(';').find_map(|part| part.trim().strip_suffix(word))?;
        part.trim().parse::<u64>().ok()
    };
    Some(Tally { passed: figure("passed")?, failed: figure("failed")?, skipped: figure("ignored")? })
}

#[cfg(test)]
mod tests {
    use super::Reader;

    const GREEN: &str = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
    const RED: &str = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";

    fn expect(lines: &[&str], last_line: &str, silent: &str) {
        let mut reader = Reader::default();
        lines.iter().for_each(|line| reader.line(line));
        let (tally, quiet) = reader.end();
        assert_eq!(tally.to_string(), last_line);
        assert_eq!(Vec::from_iter(quiet).join(","), silent);
    }

    #[test]
    fn reports_are_summed() {
        let lines = ["     Running unittests a", GREEN, "     Running unittests b", RED];
        expect(&lines, "5 passed, 1 failed, 1 skipped", "");
    }
    #[test]
    fn a_program_without_a_report_is_a_failure_with_its_name() {
        expect(&["     Running unittests a", "     Running b", GREEN], "3 passed, 1 failed, 1 skipped", "unittests a");
    }
    #[test]
    fn the_last_program_can_be_silent_too() {
        expect(&["     Running a", GREEN, "   Doc-tests b"], "3 passed, 1 failed, 1 skipped", "b");
    }
    #[test]
    fn a_report_shown_by_a_test_does_not_count_twice() {
        expect(&["     Running a", RED, GREEN], "3 passed, 0 failed, 1 skipped", "");
    }
    #[test]
    fn a_report_that_nobody_announced_does_not_count() {
        expect(&[GREEN], "0 passed, 0 failed, 0 skipped", "");
    }
}
