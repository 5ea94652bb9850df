//! A query as words: enough of SQL's spelling to find the names in it.

/// One piece of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// A keyword or a plain name.
    Name(&'a str),
    /// A name in double quotes, without them.
    Quoted(&'a str),
    /// Anything else that means something: a number, a text, a sign.
    Other(&'a str),
    /// White space and comments.
    Space(&'a str),
}

impl<'a> Word<'a> {
    /// The name, plain or quoted.
    pub fn name(self) -> Option<&'a str> {
        match self {
            Word::Name(name) | Word::Quoted(name) => Some(name),
            Word::Other(_) | Word::Space(_) => None,
        }
    }

    pub fn is(self, keyword: &str) -> bool {
        matches!(self, Word::Name(name) if name.eq_ignore_ascii_case(keyword))
    }

    pub fn is_sign(self, sign: &str) -> bool {
        self == Word::Other(sign)
    }
}

/// The pieces of a query, in order; with quotes put back they are the query again.
pub fn words(query: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '\'' => quoted(rest, '\'', Word::Other),
            '"' => {
                let (_, length) = quoted(rest, '"', Word::Quoted);
                let inside = rest[1..length].strip_suffix('"').unwrap_or(&rest[1..length]);
                (Word::Quoted(inside), length)
            }
            '-' if rest.starts_with("--") => spaced(rest, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                spaced(rest, rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
            }
            c if c.is_whitespace() => spaced(rest, run(rest, char::is_whitespace)),
            c if c.is_alphabetic() || c == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_');
                (Word::Name(&rest[..length]), length)
            }
            c if c.is_ascii_digit() => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '.');
                (Word::Other(&rest[..length]), length)
            }
            c => (Word::Other(&rest[..c.len_utf8()]), c.len_utf8()),
        };
        found.push(word);
        rest = &rest[length..];
    }
    found
}

/// How many bytes of a text's beginning are of such characters.
fn run(text: &str, is_of_it: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_of_it(c)).unwrap_or(text.len())
}

fn spaced(text: &str, length: usize) -> (Word<'_>, usize) {
    (Word::Space(&text[..length]), length)
}

/// A text between quotes, in which a doubled quote stands for one; to the end where it is not closed.
fn quoted<'a>(text: &'a str, quote: char, word: fn(&'a str) -> Word<'a>) -> (Word<'a>, usize) {
    let mut places = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = places.next() {
        if c == quote && places.next_if(|(_, next)| *next == quote).is_none() {
            return (word(&text[..place + 1]), place + 1);
        }
    }
    (word(text), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_falls_into_its_words() {
        let found = words("select a.\"b c\", 'it''s -- x' -- end\n/* y */from t1");
        let meant: Vec<_> = found.into_iter().filter(|word| !matches!(word, Word::Space(_))).collect();
        assert_eq!(
            meant,
            [
                Word::Name("select"),
                Word::Name("a"),
                Word::Other("."),
                Word::Quoted("b c"),
                Word::Other(","),
                Word::Other("'it''s -- x'"),
                Word::Name("from"),
                Word::Name("t1"),
            ]
        );
    }

    #[test]
    fn nothing_is_lost_whatever_is_typed() {
        for text in ["", "'open", "\"open", "\"", "/* open", "--", "é→ 1.5e3 ;", "''", "a--b"] {
            let back: String = words(text)
                .into_iter()
                .map(|word| match word {
                    Word::Quoted(name) => format!("\"{name}\""),
                    Word::Name(text) | Word::Other(text) | Word::Space(text) => text.to_owned(),
                })
                .collect();
            assert_eq!(back.trim_end_matches('"'), text.trim_end_matches('"'), "{text}");
        }
    }
}
