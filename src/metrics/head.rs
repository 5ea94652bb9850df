//! The comment at the head of a query: what reports print beside its table.

/// What a metric's query says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// A few words.
    pub title: String,
    /// What a reader wants to know.
    pub question: String,
    /// What one row is.
    pub grain: String,
    /// What the figures are counted in.
    pub unit: String,
    /// How to read it.
    pub reading: String,
    /// The tables it is made from: `facts.cap_breaches, facts.coverage`.
    pub source: String,
}

impl Head {
    /// Reads lines of `-- key: text`, up to the first line that is no comment. A text runs on over lines
    /// of `--   text`.
    pub fn read(sql: &str) -> Head {
        let mut head = Head::default();
        let mut key = "";
        for line in sql.lines() {
            let Some(comment) = line.strip_prefix("--") else { break };
            let text = match comment.strip_prefix("   ") {
                Some(more) => more,
                None => {
                    let Some((named, text)) = comment.split_once(':') else { continue };
                    key = named.trim();
                    text
                }
            };
            if let Some(field) = head.field(key) {
                if !field.is_empty() {
                    field.push(' ');
                }
                field.push_str(text.trim());
            }
        }
        head
    }

    fn field(&mut self, key: &str) -> Option<&mut String> {
        Some(match key {
            "title" => &mut self.title,
            "question" => &mut self.question,
            "grain" => &mut self.grain,
            "unit" => &mut self.unit,
            "reading" => &mut self.reading,
            "source" => &mut self.source,
            _ => return None,
        })
    }

    /// The fact tables the query reads, by their bare names.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.source.split(',').filter_map(|table| table.trim().strip_prefix("facts."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_up_to_the_query() {
        let head = Head::read(
            "-- title: A\n-- reading: one\n--   two: three\n-- source: facts.a, facts.b\nselect 1\n-- unit: no",
        );
        assert_eq!(
            (head.title.as_str(), head.reading.as_str(), head.unit.as_str()),
            ("A", "one two: three", "")
        );
        assert_eq!(head.facts().collect::<Vec<_>>(), ["a", "b"]);
    }
}
