//! Turns a canvas into SVG text: plotters draws, then the attributes that plotters cannot write are put right.
//!
//! The result holds plain shapes and text: no style sheet, no clip path.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{Anchor, Canvas, Frame, Label, Shape};
use super::palette::Ink;
use super::typeface;

/// Plotters divides every font size by this before it writes it.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

/// The shapes and words of `canvas` as SVG elements, one a line, without a root: plotters draws them, then
/// what it wrote is tidied.
pub(super) fn strokes(canvas: &Canvas, size: (u32, u32)) -> String {
    let mut drawn = String::new();
    let done = draw(canvas, size, &mut drawn);
    debug_assert!(done.is_ok(), "writing SVG into a string has no way to fail");
    tidied(&drawn)
}

type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn draw(canvas: &Canvas, size: (u32, u32), into: &mut String) -> Drawn {
    let sheet = SVGBackend::with_string(into, size).into_drawing_area();
    let colour = |ink: Ink| match canvas.frame {
        Frame::Wide | Frame::Narrow => ink.on_screen(),
        Frame::Print => ink.on_paper(),
    };
    for shape in canvas.in_order() {
        match shape {
            Shape::Rect(area, ink) => sheet.draw(&Rectangle::new(
                [(area.left, area.top), (area.right, area.bottom)],
                colour(*ink).filled(),
            ))?,
            Shape::Line(points, width, ink) => {
                sheet.draw(&PathElement::new(points.clone(), colour(*ink).stroke_width(*width)))?
            }
            Shape::Polygon(points, ink) => {
                sheet.draw(&Polygon::new(points.clone(), colour(*ink).filled()))?
            }
            Shape::Disc(centre, radius, ink) => {
                sheet.draw(&Circle::new(*centre, *radius, colour(*ink).filled()))?
            }
            Shape::Ring(centre, radius, width, ink) => {
                sheet.draw(&Circle::new(*centre, *radius, colour(*ink).stroke_width(*width)))?
            }
            Shape::Words(label) => write_label(&sheet, label, canvas.frame, colour(label.ink))?,
        }
    }
    sheet.present()
}

fn write_label(
    sheet: &DrawingArea<SVGBackend, plotters::coord::Shift>,
    label: &Label,
    frame: Frame,
    colour: RGBColor,
) -> Drawn {
    let across = match label.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = if label.semibold { FontStyle::Bold } else { FontStyle::Normal };
    let font =
        FontDesc::new(FontFamily::Name(typeface::FAMILY), f64::from(label.size) * PLOTTERS_FONT_SCALE, style);
    let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Bottom));
    sheet.draw(&Text::new(printable(&label.text, frame), (label.x, label.y), style))
}

/// Text without control characters; on paper also without characters the
/// embedded typeface lacks, since a page with a missing glyph is refused.
fn printable(text: &str, frame: Frame) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            c if frame == Frame::Print && !typeface::has(c) => '?',
            c => c,
        })
        .collect()
}

/// What plotters wrote inside its root, one element a line, with whole font sizes, baselines as given and the
/// weight the typeface has; the family is named once, by the root.
fn tidied(drawn: &str) -> String {
    let inside = drawn.split_once(">\n").map_or("", |(_, inside)| inside);
    let inside = inside.rsplit_once("</svg>").map_or(inside, |(inside, _)| inside);
    let mut svg = String::with_capacity(inside.len());
    let mut inside_text = false;
    for line in inside.lines() {
        if line.starts_with("<text") {
            tidy(line, &mut svg);
            inside_text = true;
        } else if inside_text && !line.starts_with('<') {
            svg.push_str(line.trim());
        } else {
            tidy(line, &mut svg);
            svg.push('\n');
            inside_text = false;
        }
    }
    svg
}

/// One tag without what the root already says or nobody needs.
fn tidy(tag: &str, out: &mut String) {
    let mut rest = tag;
    while let Some((before, name, value, after)) = next_attribute(rest) {
        out.push_str(before);
        match name {
            "opacity" if value == "1" => {}
            "dy" | "font-family" => {}
            "text-anchor" if value == "start" => {}
            "font-weight" => put(out, name, "600"),
            "font-size" => {
                let size: f64 = value.parse().unwrap_or(f64::from(super::canvas::LABEL));
                put(out, name, &(size.round() as i64).to_string());
            }
            _ => put(out, name, value.trim_end()),
        }
        rest = after;
    }
    out.push_str(rest);
}

fn put(out: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", value, "\""] {
        out.push_str(part);
    }
}

/// The next ` name="value"`: what comes before it, its parts, what follows.
fn next_attribute(tag: &str) -> Option<(&str, &str, &str, &str)> {
    let name_end = tag.find("=\"")?;
    let start = tag.get(..name_end)?.rfind(' ')?;
    let value_start = name_end + 2;
    let value_end = value_start + tag.get(value_start..)?.find('"')?;
    Some((
        tag.get(..start)?,
        tag.get(start + 1..name_end)?,
        tag.get(value_start..value_end)?,
        tag.get(value_end + 1..)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::canvas::Layer;
    use crate::charts::palette::{ACCENT, TEXT};

    #[test]
    fn a_label_keeps_its_words_size_and_baseline() {
        let mut canvas = Canvas::new(Frame::Wide);
        canvas.text(Label::new("a=\"b\" & <c>", 10, 20).semibold());
        canvas.line(Layer::Data, &[(0, 0), (5, 5)], 3, ACCENT);
        let svg = strokes(&canvas, (1440, 101));
        assert!(svg.contains("<text x=\"10\" y=\"29\" font-size=\"28\" fill=\"#18222C\" font-weight=\"600\">a=&quot;b&quot; &amp; &lt;c&gt;</text>"), "{svg}");
        assert!(
            svg.contains(
                "<polyline fill=\"none\" stroke=\"#124F7B\" stroke-width=\"3\" points=\"0,0 5,5\"/>"
            ),
            "{svg}"
        );
        assert!(!svg.contains("svg"), "{svg}");
    }

    #[test]
    fn paper_gets_print_ink_and_no_missing_glyph() {
        let mut canvas = Canvas::new(Frame::Print);
        canvas.text(Label::new("漢 ok", 0, 20).ink(TEXT));
        let svg = strokes(&canvas, (1360, 40));
        assert!(svg.contains("fill=\"#000000\">? ok</text>"), "{svg}");
    }
}
