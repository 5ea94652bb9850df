//! An authority's logo as Word shows it: dots, with the size it has on paper.

use std::borrow::Cow;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::pack::{Logo, PictureKind};

/// As large as this many millimetres allow, the width and the height: the cover of a pack has the same.
const ROOM: (f64, f64) = (80.0, 20.0);
/// Word's own unit of length.
const UNITS_A_MM: f64 = 36_000.0;
/// What print needs: 300 dots an inch.
const DOTS_A_MM: f64 = 300.0 / 25.4;

pub struct Picture<'l> {
    pub says: &'l str,
    pub png: Cow<'l, [u8]>,
    /// On paper, in Word's units.
    pub wide: i64,
    pub high: i64,
}

impl<'l> Picture<'l> {
    /// A PNG as it is, an SVG drawn as dots; the reason where it cannot be shown.
    pub fn of(logo: &'l Logo) -> Result<Self, String> {
        let (png, (wide, high)) = match logo.kind {
            PictureKind::Png => {
                (Cow::Borrowed(&*logo.bytes), size(&logo.bytes).ok_or("the logo says no width and height")?)
            }
            PictureKind::Svg => {
                let png = drawn(&logo.bytes)?;
                let size = size(&png).ok_or("the logo drawn has no width and height")?;
                (Cow::Owned(png), size)
            }
        };
        let scale = fitting(wide, high);
        let units = |side: f64| ((side * scale * UNITS_A_MM).round() as i64).max(1);
        Ok(Self { says: &logo.says, png, wide: units(wide), high: units(high) })
    }
}

/// By how much a picture of this width and height is made larger or smaller to fill the room.
fn fitting(wide: f64, high: f64) -> f64 {
    (ROOM.0 / wide).min(ROOM.1 / high)
}

/// The width and height that a PNG's head says, both above 0.
fn size(png: &[u8]) -> Option<(f64, f64)> {
    let side = |from: usize| {
        let bytes: [u8; 4] = png.get(from..from + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes)).filter(|side| *side > 0).map(f64::from)
    };
    Some((side(16)?, side(20)?))
}

/// Lettering is left out, as in packs: a logo has it as outlines. Nothing outside the picture is read.
fn drawn(svg: &[u8]) -> Result<Vec<u8>, String> {
    let image_href_resolver =
        ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
    let options = Options { image_href_resolver, ..Options::default() };
    let tree = Tree::from_data(svg, &options).map_err(|error| error.to_string())?;
    let (wide, high) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let scale = fitting(wide, high) * DOTS_A_MM;
    let dots = |side: f64| ((side * scale).round() as u32).max(1);
    let mut picture = Pixmap::new(dots(wide), dots(high)).ok_or("the logo has no size")?;
    let scale = scale as f32;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(kind: PictureKind, bytes: &[u8]) -> Logo {
        Logo { kind, says: "Exampleshire".into(), bytes: bytes.into() }
    }

    #[test]
    fn an_svg_fills_the_room_in_its_own_proportions() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><rect width='40' height='20' fill='#f00'/></svg>";
        let logo = logo(PictureKind::Svg, svg.as_bytes());
        let picture = Picture::of(&logo).unwrap();
        assert_eq!((picture.wide, picture.high), (40 * 36_000, 20 * 36_000));
        assert_eq!(size(&picture.png), Some((472.0, 236.0)));
        let dots = Pixmap::decode_png(&picture.png).unwrap();
        let middle = dots.pixel(236, 118).unwrap();
        assert_eq!((middle.red(), middle.green(), middle.alpha()), (255, 0, 255));
    }

    #[test]
    fn a_wide_picture_is_as_wide_as_the_room() {
        let png = Pixmap::new(400, 10).unwrap().encode_png().unwrap();
        let logo = logo(PictureKind::Png, &png);
        let picture = Picture::of(&logo).unwrap();
        assert_eq!((picture.wide, picture.high), (80 * 36_000, 2 * 36_000));
        assert_eq!(&*picture.png, &png[..]);
    }

    #[test]
    fn what_has_no_size_is_refused() {
        assert!(Picture::of(&logo(PictureKind::Png, b"\x89PNG")).is_err());
        assert!(Picture::of(&logo(PictureKind::Svg, b"<svg")).is_err());
    }
}
