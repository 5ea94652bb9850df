//! Words within a line: plain, strong, a link, a status mark.

use serde::Serialize;

use super::Status;

/// Where a link leads: a page of the same output, a place on it, or both.
///
/// Never an address on a network: outputs are read where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// A file, relative to the one that holds the link. None: the same file.
    pub page: Option<String>,
    /// The `place` of a section, part or table. None: the top.
    pub place: Option<String>,
}

impl Target {
    /// A place in the same document.
    pub fn place(place: impl Into<String>) -> Self {
        Self { page: None, place: Some(place.into()) }
    }

    /// Another file of the same output.
    pub fn page(page: impl Into<String>) -> Self {
        Self { page: Some(page.into()), place: None }
    }

    /// A place in another file of the same output.
    pub fn place_on(page: impl Into<String>, place: impl Into<String>) -> Self {
        Self { page: Some(page.into()), place: Some(place.into()) }
    }
}

/// A stretch of text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "span", rename_all = "snake_case")]
pub enum Span {
    Plain {
        words: String,
    },
    Bold {
        words: String,
    },
    Link {
        words: String,
        to: Target,
    },
    /// A mark of its status before words that say the same.
    Marked {
        status: Status,
        words: String,
    },
}

impl Span {
    /// The words alone.
    pub fn words(&self) -> &str {
        match self {
            Span::Plain { words }
            | Span::Bold { words }
            | Span::Link { words, .. }
            | Span::Marked { words, .. } => words,
        }
    }
}

/// A paragraph's or a cell's words. Built up: `Text::from("It was ").bold("late")`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(Vec<Span>);

impl Text {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn plain(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Plain { words: words.into() });
        self
    }

    pub fn bold(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Bold { words: words.into() });
        self
    }

    pub fn link(mut self, words: impl Into<String>, to: Target) -> Self {
        self.0.push(Span::Link { words: words.into(), to });
        self
    }

    /// A status mark and its words, "late 12 days".
    pub fn marked(mut self, status: Status, words: impl Into<String>) -> Self {
        self.0.push(Span::Marked { status, words: words.into() });
        self
    }

    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// True where there is not one visible character.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.words().trim().is_empty())
    }

    /// The words without their marks and links.
    pub fn words(&self) -> String {
        self.0.iter().map(Span::words).collect()
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Text::new().plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Text::new().plain(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_leave_marks_and_links_behind() {
        let text = Text::from("It was ")
            .marked(Status::Late, "late 12 days")
            .plain("; see ")
            .link("Panels", Target::page("panels.html"));
        assert_eq!(text.words(), "It was late 12 days; see Panels");
        assert!(!text.is_empty());
        assert!(Text::from(" ").is_empty());
    }
}
