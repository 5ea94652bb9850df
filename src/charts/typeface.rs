//! How wide a string is in the typeface the drawings are set in.
//!
//! Advances come from the font files themselves; kerning, which only draws
//! letters closer, is left out, so a measured string is never too narrow.

use std::sync::LazyLock;

use ttf_parser::Face;

/// Family names in order, as an SVG attribute.
pub(super) const FAMILY: &str = "Moderato Sans, 'Source Sans 3', Arial, sans-serif";

/// One weight of the typeface, the advances of ASCII looked up beforehand.
struct Weight {
    face: Face<'static>,
    ascii: [Option<u16>; 128],
}

impl Weight {
    fn read(font: &'static [u8]) -> Option<Weight> {
        let face = Face::parse(font, 0).ok()?;
        let mut ascii = [None; 128];
        for (code, advance) in (0u8..).zip(&mut ascii) {
            *advance = advance_in(&face, char::from(code));
        }
        Some(Weight { face, ascii })
    }

    /// Advance of `c` in font units; none where the font lacks it.
    fn advance(&self, c: char) -> Option<u16> {
        match self.ascii.get(c as usize) {
            Some(advance) => *advance,
            None => advance_in(&self.face, c),
        }
    }
}

fn advance_in(face: &Face, c: char) -> Option<u16> {
    face.glyph_hor_advance(face.glyph_index(c)?)
}

static REGULAR: LazyLock<Option<Weight>> =
    LazyLock::new(|| Weight::read(include_bytes!("../../reports/fonts/ModeratoSans-Regular.ttf")));
static SEMIBOLD: LazyLock<Option<Weight>> =
    LazyLock::new(|| Weight::read(include_bytes!("../../reports/fonts/ModeratoSans-Semibold.ttf")));

fn weight(semibold: bool) -> Option<&'static Weight> {
    if semibold { SEMIBOLD.as_ref() } else { REGULAR.as_ref() }
}

/// Width of `text` at `size`, in the units of `size`, rounded up. A character
/// the font lacks counts as a full em, wider than any fallback's letter.
pub(super) fn width(text: &str, size: i32, semibold: bool) -> i32 {
    let Some(weight) = weight(semibold) else {
        return size.saturating_mul(i32::try_from(text.chars().count()).unwrap_or(i32::MAX));
    };
    let em = weight.face.units_per_em();
    let units: f64 = text.chars().map(|c| f64::from(weight.advance(c).unwrap_or(em))).sum();
    (units * f64::from(size) / f64::from(em)).ceil() as i32
}

/// Width of `text` in ems.
pub fn em_width(text: &str, semibold: bool) -> f64 {
    f64::from(width(text, FINE, semibold)) / f64::from(FINE)
}

/// A size at which rounding up to whole units is too little to see.
const FINE: i32 = 1000;

/// Whether the typeface has a glyph for `c` in both weights.
pub(super) fn has(c: char) -> bool {
    [false, true]
        .into_iter()
        .all(|semibold| weight(semibold).is_some_and(|weight| weight.advance(c).is_some()))
}

/// `text` cut to `room`, with an ellipsis where something was cut.
pub(super) fn cut(text: &str, size: i32, semibold: bool, room: i32) -> String {
    if width(text, size, semibold) <= room {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter: String = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if width(&shorter, size, semibold) <= room {
            return shorter;
        }
    }
    String::new()
}

/// `text` broken between words into at most `lines` lines of `room`; the last
/// line, and a single word wider than `room`, is cut with an ellipsis.
pub(super) fn wrap(text: &str, size: i32, semibold: bool, room: i32, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        let last = done.len() + 1 >= lines.max(1);
        if line.is_empty() || last || width(&longer, size, semibold) <= room {
            line = longer;
        } else {
            done.push(std::mem::replace(&mut line, word.to_string()));
        }
    }
    done.push(line);
    done.iter().map(|line| cut(line, size, semibold, room)).collect()
}

/// As `wrap`, with lines of about the same length.
pub(super) fn wrap_evenly(text: &str, size: i32, semibold: bool, room: i32, lines: usize) -> Vec<String> {
    let mut best = wrap(text, size, semibold, room, lines);
    let mut narrower = room;
    while best.len() > 1 && narrower > size {
        narrower -= size / 2;
        let tighter = wrap(text, size, semibold, narrower, lines);
        if tighter.len() != best.len() || tighter.join(" ") != best.join(" ") {
            break;
        }
        best = tighter;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_are_readable_and_semibold_is_wider() {
        assert!(weight(false).is_some() && weight(true).is_some());
        let words = "Above the cap for 23 days";
        assert!(width(words, 28, true) > width(words, 28, false));
        assert!(width("iii", 28, false) < width("mmm", 28, false));
        assert!(has('≤') && has('–') && has('…'));
        assert!(!has('漢'));
    }

    #[test]
    fn a_cut_line_fits_and_says_that_it_was_cut() {
        let cut_short = cut("Children in Care and Leaving Care", 28, false, 200);
        assert!(cut_short.ends_with('…'));
        assert!(width(&cut_short, 28, false) <= 200);
        assert_eq!(cut("Court", 28, false, 200), "Court");
    }

    #[test]
    fn wrapping_keeps_every_word_when_there_is_room() {
        let lines = wrap("Children in Care and Leaving Care", 28, false, 240, 3);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "Children in Care and Leaving Care");
        assert!(lines.iter().all(|line| width(line, 28, false) <= 240));
    }
}
