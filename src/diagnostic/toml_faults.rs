//! Faults in a TOML file, gathered and shown with the lines they stand in.
//!
//! Used for every TOML file a person writes. Nothing is read here.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Error, nearest};

struct Fault {
    span: Range<usize>,
    message: String,
    fix: String,
}

/// The faults found so far in one TOML file.
pub struct TomlFaults<'a> {
    path: String,
    text: &'a str,
    faults: Vec<Fault>,
}

impl<'a> TomlFaults<'a> {
    /// `path` as messages show it, and the file's text.
    pub fn new(path: impl Into<String>, text: &'a str) -> TomlFaults<'a> {
        TomlFaults { path: path.into(), text, faults: Vec::new() }
    }

    /// Adds a fault at a span of bytes of the text.
    pub fn add(&mut self, span: Range<usize>, message: impl Into<String>, fix: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into(), fix: fix.into() });
    }

    /// Adds the fault of a key that means nothing here, with the nearest one that does.
    pub fn add_unknown_key(&mut self, span: Range<usize>, key: &str, place: &str, known: &[&str]) {
        let fix = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys known here are {}", known.join(", ")),
        };
        self.add(span, format!("`{key}` is not a key of {place}"), fix);
    }

    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// `Ok` when there is no fault, or one error that shows every fault in the order of the file.
    pub fn into_result(self) -> Result<(), Error> {
        if self.faults.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    /// One error that shows every fault in the order of the file.
    pub fn into_error(mut self) -> Error {
        self.faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
        let renderer = Renderer::plain();
        let shown: Vec<String> = self
            .faults
            .iter()
            .map(|fault| {
                let report = [Level::ERROR
                    .primary_title(fault.message.as_str())
                    .element(
                        Snippet::source(self.text)
                            .path(self.path.as_str())
                            .annotation(AnnotationKind::Primary.span(self.clip(&fault.span))),
                    )
                    .element(Level::HELP.message(fault.fix.as_str()))];
                renderer.render(&report)
            })
            .collect();
        let count = match shown.len() {
            1 => "a fault".to_owned(),
            n => format!("{n} faults"),
        };
        let fix = match self.faults.as_slice() {
            [only] => only.fix.clone(),
            _ => "correct the lines shown above".to_owned(),
        };
        Error::new(format!("{} has {count}", self.path), fix).with_detail(shown.join("\n\n"))
    }

    /// A span that lies within the text and on character borders, whatever was given.
    fn clip(&self, span: &Range<usize>) -> Range<usize> {
        let on_border = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = on_border(span.start);
        start..on_border(span.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_shown_with_its_line_and_a_fix() {
        let text = "rulebok = \"x\"\nmax = 3\n";
        let mut faults = TomlFaults::new("moderato.toml", text);
        faults.add(14..17, "`max` is too much", "use less");
        faults.add_unknown_key(0..7, "rulebok", "moderato.toml", &["authority", "rulebook"]);
        let error = faults.into_result().unwrap_err();
        assert_eq!(error.message, "moderato.toml has 2 faults");
        let first = error.detail.find("did you mean `rulebook`?").unwrap();
        let second = error.detail.find("use less").unwrap();
        assert!(first < second);
        assert!(error.detail.contains("moderato.toml:2:1"), "{}", error.detail);
    }

    #[test]
    fn a_span_off_the_text_does_no_harm() {
        let mut faults = TomlFaults::new("x.toml", "é");
        faults.add(1..900, "odd", "mend");
        assert!(faults.into_result().is_err());
    }
}
