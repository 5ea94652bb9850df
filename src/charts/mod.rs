//! What a chart hands on: its drawings and the words that stand for them.

/// One chart, drawn three times, with the words that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What the chart shows, without its finding.
    pub title: String,
    /// What a reader who cannot see it needs to know: finding and figures.
    pub description: String,
    /// SVG for a main column of 720 px.
    pub wide: String,
    /// SVG for a telephone, 328 px.
    pub narrow: String,
    /// SVG for A4, 680 px.
    pub print: String,
}
