//! Faults of a rulebook, gathered, and shown under the lines they stand in.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::nearest;

/// One thing wrong with a rulebook.
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

/// All faults of a rulebook.
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

/// `did you mean \`x\`? ` where a known name is near, else nothing.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or(String::new(), |name| format!("did you mean `{name}`? "))
}

/// Names as a sentence holds them: `a`, `b` or `c`.
pub fn listed(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        _ => quoted.concat(),
    }
}
