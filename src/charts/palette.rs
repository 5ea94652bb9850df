//! The palette's roles, as colours.
//!
//! Drawings for a screen carry the light colours, each to its last digit, so
//! that a style sheet can map every one of them to its role (dark, print).
//! The drawing for paper has no style sheet and carries the print colours.

use plotters::style::RGBColor;

/// One role of the palette: what it looks like on a screen and on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    /// Red, green, blue of the light theme.
    pub light: (u8, u8, u8),
    /// Red, green, blue on paper.
    pub print: (u8, u8, u8),
}

impl Ink {
    const fn new(light: u32, print: u32) -> Self {
        Ink { light: split(light), print: split(print) }
    }

    /// The light colour as a style sheet names it: `#124F7B`.
    pub fn light_hex(self) -> String {
        hex(self.light)
    }

    /// The print colour as a style sheet names it.
    pub fn print_hex(self) -> String {
        hex(self.print)
    }

    pub(super) fn on_screen(self) -> RGBColor {
        let (r, g, b) = self.light;
        RGBColor(r, g, b)
    }

    pub(super) fn on_paper(self) -> RGBColor {
        let (r, g, b) = self.print;
        RGBColor(r, g, b)
    }
}

const fn split(rgb: u32) -> (u8, u8, u8) {
    let [_, r, g, b] = rgb.to_be_bytes();
    (r, g, b)
}

fn hex((r, g, b): (u8, u8, u8)) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The page.
pub const SURFACE: Ink = Ink::new(0xFFFFFF, 0xFFFFFF);
/// Weekends and the ground of a pause.
pub const SUNK: Ink = Ink::new(0xF3F5F7, 0xF3F5F7);
/// Words, and the cap line.
pub const TEXT: Ink = Ink::new(0x18222C, 0x000000);
/// Captions and ticks.
pub const MUTED: Ink = Ink::new(0x505D69, 0x3F4A55);
/// Hairlines that only decorate.
pub const RULE: Ink = Ink::new(0xD3DAE0, 0xB9C2CA);
/// Axes.
pub const AXIS: Ink = Ink::new(0x77838F, 0x5F6B76);
/// Data that no rule has judged.
pub const ACCENT: Ink = Ink::new(0x124F7B, 0x0E3F63);
/// Areas and bands of such data, always edged.
pub const ACCENT_TINT: Ink = Ink::new(0xE2EDF5, 0xE2EDF5);
/// On time, met: a filled circle.
pub const ON_TIME: Ink = Ink::new(0x2E6FB7, 0x2A65A7);
/// Late: a filled diamond.
pub const LATE: Ink = Ink::new(0xBD7500, 0xA35F00);
/// Overdue and breach: a triangle, a solid block.
pub const OVERDUE: Ink = Ink::new(0x8A1C10, 0x7E1D10);
/// Not due: a ring. Not required: a short dash.
pub const NOT_DUE: Ink = Ink::new(0x727E8A, 0x5F6B76);
/// Cannot tell: a question mark in a square.
pub const CANNOT_TELL: Ink = Ink::new(0x3F4A55, 0x2C353E);
/// Paused (a hatched band) and left (an end bar).
pub const PAUSED: Ink = Ink::new(0x808C97, 0x77838F);
/// Other areas, and the edges of bands.
pub const CONTEXT: Ink = Ink::new(0x7F8B96, 0x7E8994);
/// The four steps of a heat map, lightest first.
pub const HEAT: [Ink; 4] = [
    Ink::new(0xF7DED7, 0xF7DED7),
    Ink::new(0xE5B1A4, 0xE5B1A4),
    Ink::new(0xB4523F, 0xB4523F),
    Ink::new(0x8A1D11, 0x8A1D11),
];

/// Every role by the name a style sheet gives its variable.
pub const ROLES: [(&str, Ink); 19] = [
    ("surface", SURFACE),
    ("sunk", SUNK),
    ("text", TEXT),
    ("muted", MUTED),
    ("rule", RULE),
    ("axis", AXIS),
    ("accent", ACCENT),
    ("accent-tint", ACCENT_TINT),
    ("on-time", ON_TIME),
    ("late", LATE),
    ("overdue", OVERDUE),
    ("not-due", NOT_DUE),
    ("cannot-tell", CANNOT_TELL),
    ("paused", PAUSED),
    ("context", CONTEXT),
    ("heat-1", HEAT[0]),
    ("heat-2", HEAT[1]),
    ("heat-3", HEAT[2]),
    ("heat-4", HEAT[3]),
];
