//! Faults in a TOML file, gathered and shown under the lines they stand in.
//!
//! Used for every TOML file a person writes: rulebooks and `moderato.toml`. Nothing is read here.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Error, nearest};

/// One thing wrong with a TOML file.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The bytes of the text it is about.
    pub span: Range<usize>,
    /// What was found, in a sentence without a full stop.
    pub message: String,
    /// A few words at the place: what was expected there.
    pub label: String,
    /// How to put it right.
    pub fix: String,
    /// Another place that has to do with it, and what stands there.
    pub other: Option<(Range<usize>, String)>,
}

impl Fault {
    pub fn at(
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        fix: impl Into<String>,
    ) -> Fault {
        Fault { span, message: message.into(), label: label.into(), fix: fix.into(), other: None }
    }

    pub fn beside(mut self, span: Range<usize>, label: impl Into<String>) -> Fault {
        self.other = Some((span, label.into()));
        self
    }
}

/// All faults of a TOML file.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in the order of the text, each once.
    pub fn sorted(mut self) -> Vec<Fault> {
        self.0.sort_by(|a, b| {
            (a.span.start, a.span.end, &a.message).cmp(&(b.span.start, b.span.end, &b.message))
        });
        self.0.dedup();
        self.0
    }
}

impl From<Vec<Fault>> for Faults {
    fn from(faults: Vec<Fault>) -> Faults {
        Faults(faults)
    }
}

/// Every fault with its line, column and source line, one block each.
///
/// `name` is what the text is called in messages: its path, or its id where it is a published one.
pub fn render_faults(name: &str, text: &str, faults: &[Fault], is_coloured: bool) -> String {
    let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
    let blocks: Vec<String> = faults
        .iter()
        .map(|fault| {
            let mut snippet = Snippet::source(text).path(name).annotation(
                AnnotationKind::Primary.span(within(text, &fault.span)).label(fault.label.as_str()),
            );
            if let Some((span, label)) = &fault.other {
                snippet = snippet
                    .annotation(AnnotationKind::Context.span(within(text, span)).label(label.as_str()));
            }
            let group = Level::ERROR
                .primary_title(fault.message.as_str())
                .element(snippet)
                .element(Level::HELP.with_name("to mend it").message(fault.fix.as_str()));
            renderer.render(&[group])
        })
        .collect();
    blocks.join("\n\n")
}

/// The span cut to whole characters of the text, so that it can always be shown.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut from = span.start.min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = span.end.clamp(from, text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    from..to
}

/// The faults found so far in one TOML file that says what it is called.
pub struct TomlFaults<'a> {
    path: String,
    text: &'a str,
    faults: Faults,
}

impl<'a> TomlFaults<'a> {
    /// `path` as messages show it, and the file's text.
    pub fn new(path: impl Into<String>, text: &'a str) -> TomlFaults<'a> {
        TomlFaults { path: path.into(), text, faults: Faults::default() }
    }

    /// Adds a fault at a span of bytes of the text.
    pub fn add(&mut self, span: Range<usize>, message: impl Into<String>, fix: impl Into<String>) {
        self.faults.add(Fault::at(span, message, "", fix));
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
    pub fn into_error(self) -> Error {
        let faults = self.faults.sorted();
        let shown = render_faults(&self.path, self.text, &faults, false);
        let count = match faults.len() {
            1 => "a fault".to_owned(),
            n => format!("{n} faults"),
        };
        let fix = match faults.as_slice() {
            [only] => only.fix.clone(),
            _ => "correct the lines shown above".to_owned(),
        };
        Error::new(format!("{} has {count}", self.path), fix).with_detail(shown)
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
