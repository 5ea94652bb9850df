//! Turns a canvas into SVG text: plotters draws, then the head and the
//! attributes that plotters cannot write are put right.
//!
//! The result holds plain shapes and text: no style sheet, no clip path.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{Anchor, Canvas, Frame, Label, Shape};
use super::palette::Ink;
use super::typeface;

/// Plotters divides every font size by this before it writes it.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

/// What a drawing says about itself.
pub(super) struct Head<'a> {
    /// Unique in the page; the ids of title and description grow from it.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

/// The SVG text of `canvas`, `height` half pixels high.
pub(super) fn write(canvas: &Canvas, height: i32, head: &Head) -> String {
    let size = (canvas.width().unsigned_abs(), height.max(1).unsigned_abs());
    let mut drawn = String::new();
    let done = draw(canvas, size, &mut drawn);
    debug_assert!(done.is_ok(), "writing SVG into a string has no way to fail");
    dressed(&drawn, size, head)
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

/// Puts title, description and role in the head, and tidies what plotters
/// wrote: one element a line, whole font sizes, baselines as given, the weight
/// the typeface has, the family named once for all.
fn dressed(drawn: &str, (width, height): (u32, u32), head: &Head) -> String {
    let Head { id, title, description } = head;
    let id = escape(id);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         font-family=\"{}\">\n<title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        width / 2,
        height.div_ceil(2),
        typeface::FAMILY,
        escape(title),
        escape(description),
    );
    let mut inside_text = false;
    for line in drawn.lines().skip(1) {
        if line.starts_with("<text") {
            svg.push_str(&tidy(line));
            inside_text = true;
        } else if inside_text && !line.starts_with('<') {
            svg.push_str(line.trim());
        } else {
            svg.push_str(&tidy(line));
            svg.push('\n');
            inside_text = false;
        }
    }
    svg
}

/// One tag without what the head already says or nobody needs.
fn tidy(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    let mut rest = tag;
    while let Some((before, name, value, after)) = next_attribute(rest) {
        out.push_str(before);
        match name {
            "opacity" if value == "1" => {}
            "dy" | "font-family" => {}
            "text-anchor" if value == "start" => {}
            "font-weight" => out.push_str(" font-weight=\"600\""),
            "font-size" => {
                let size: f64 = value.parse().unwrap_or(f64::from(super::canvas::LABEL));
                out.push_str(&format!(" font-size=\"{}\"", size.round() as i64));
            }
            _ => out.push_str(&format!(" {name}=\"{}\"", value.trim_end())),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The next ` name="value"`: what comes before it, its parts, what follows.
fn next_attribute(tag: &str) -> Option<(&str, &str, &str, &str)> {
    let (name_end, _) = tag.match_indices("=\"").next()?;
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

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
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
        let head = Head { id: "x", title: "T & t", description: "D" };
        let svg = write(&canvas, 101, &head);
        assert!(svg.contains("<text x=\"10\" y=\"29\" font-size=\"28\" fill=\"#18222C\" font-weight=\"600\">a=&quot;b&quot; &amp; &lt;c&gt;</text>"), "{svg}");
        assert!(
            svg.contains(
                "<polyline fill=\"none\" stroke=\"#124F7B\" stroke-width=\"3\" points=\"0,0 5,5\"/>"
            ),
            "{svg}"
        );
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"51\" viewBox=\"0 0 1440 101\" role=\"img\" aria-labelledby=\"x-t x-d\""));
        assert!(svg.contains(">\n<title id=\"x-t\">T &amp; t</title>\n<desc id=\"x-d\">D</desc>\n"));
        assert!(svg.ends_with("</svg>\n"));
    }

    #[test]
    fn paper_gets_print_ink_and_no_missing_glyph() {
        let mut canvas = Canvas::new(Frame::Print);
        canvas.text(Label::new("漢 ok", 0, 20).ink(TEXT));
        let head = Head { id: "x", title: "", description: "" };
        let svg = write(&canvas, 40, &head);
        assert!(svg.contains("fill=\"#000000\">? ok</text>"), "{svg}");
    }
}
