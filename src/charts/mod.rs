//! The draw stage: values already computed in, SVG text out.
//!
//! Charts compute no figure. Each takes a plain struct, in which `None` says
//! that nobody can tell, and gives back the drawing laid out at three widths,
//! with the words that tell it to someone who does not see it, or the sentence to
//! print where a drawing would show nothing. The same struct gives the same bytes.

mod canvas;
mod cap_pressure;
mod caseload;
mod caseload_band;
mod cohorts;
mod due_row;
mod falls_due;
mod funnel;
mod heat;
mod lanes;
mod marks;
mod on_time;
pub mod palette;
mod panel_load;
mod progression;
#[cfg(test)]
mod random;
mod rate;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_of_many;
mod strip;
mod supervision;
mod survival;
mod svg;
#[cfg(test)]
mod tests;
mod time_axis;
mod timeline;
mod typeface;
mod words;

pub use cap_pressure::{CapPressure, TeamPressure, draw_cap_pressure};
pub use caseload::{
    CapBreach, CapStep, CaseloadChart, CaseloadRow, CaseloadStep, Strength, Unit, draw_caseload,
};
pub use cohorts::{CohortMeasure, CohortMultiples, draw_cohorts};
pub use due_row::DueItem;
pub use falls_due::{Busiest, DueDay, DueKind, FallsDue, draw_falls_due};
pub use funnel::{FunnelArea, FunnelLimit, FunnelPlot, Reading, draw_funnel};
pub use heat::{DriftHeatMap, HeatBlock, HeatCell, HeatRow, draw_drift};
pub use marks::Status;
pub use on_time::{OnTimeLadder, Rung, draw_on_time};
pub use panel_load::{Moved, PanelLoad, PanelRow, Submissions, draw_panel_load};
pub use progression::{NotGoneOn, ProgressionFunnel, ProgressionStage, Wait, draw_progression};
pub use rate::{Rate, Share};
pub use strip::{Frequency, SupervisionGap, SupervisionRow};
pub use supervision::{InDate, SupervisionChart, SupervisionStrip, draw_supervision};
pub use survival::{SurvivalChart, SurvivalCurve, SurvivalMonth, SurvivalStep, draw_survival};
pub use time_axis::{ProgrammeMonth, Span};
pub use timeline::{EarlyEnd, PanelDay, Row, Timeline, draw_timeline};
pub use typeface::em_width;

use canvas::{Canvas, Frame};

/// One drawing laid out at three sizes, and what it says in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The subject: the SVG's `<title>`.
    pub title: String,
    /// The finding in one sentence or less, fit for a heading, without a full stop.
    pub finding: String,
    /// What the drawing tells, in sentences: the SVG's `<desc>`.
    pub description: String,
    /// 720 px wide, light palette.
    pub wide: Sheet,
    /// 328 px wide, light palette.
    pub narrow: Sheet,
    /// 680 px wide (A4 inside its margins), print palette.
    pub print: Sheet,
}

/// A drawing laid out for one width. It becomes SVG text only where it is shown: a page shows no drawing for
/// paper, and a pack none for a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Boxed, for a drawing stands among paragraphs and headings in a list of blocks.
    canvas: Box<Canvas>,
    size: (u32, u32),
}

impl Sheet {
    fn new(frame: Frame, lay_out: impl Fn(&mut Canvas) -> i32) -> Sheet {
        let mut canvas = Canvas::new(frame);
        let height = lay_out(&mut canvas);
        let size = (canvas.width().unsigned_abs(), height.max(1).unsigned_abs());
        Sheet { canvas: Box::new(canvas), size }
    }

    /// Width and height in half pixels: the view box is `0 0 width height`.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The shapes and words as SVG elements, one a line, without a root.
    pub fn strokes(&self) -> String {
        svg::strokes(&self.canvas, self.size)
    }

    /// A whole SVG file without a title: whoever shows it says what it is.
    pub fn svg(&self) -> String {
        let (width, height) = self.size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{}\">\n{}</svg>\n",
            width / 2,
            height.div_ceil(2),
            typeface::FAMILY,
            self.strokes(),
        )
    }
}

/// What stands where a chart was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// One drawing, or several in reading order where there is too much for one.
    Drawings(Vec<Drawing>),
    /// Nothing to draw: the sentence to print instead.
    Sentence(String),
}

impl Figure {
    /// A figure of one drawing, laid out by `lay_out`, which gives back the height it used.
    fn one(words: &Words, lay_out: impl Fn(&mut Canvas) -> i32) -> Figure {
        Figure::Drawings(vec![Drawing::new(words, lay_out)])
    }

    /// The drawings, none where there is a sentence instead.
    pub fn drawings(&self) -> &[Drawing] {
        match self {
            Figure::Drawings(drawings) => drawings,
            Figure::Sentence(_) => &[],
        }
    }
}

/// What a drawing says in words.
#[derive(Debug)]
struct Words {
    title: String,
    finding: String,
    description: String,
}

impl Drawing {
    fn new(words: &Words, lay_out: impl Fn(&mut Canvas) -> i32) -> Drawing {
        Drawing {
            title: words.title.clone(),
            finding: words.finding.clone(),
            description: words.description.clone(),
            wide: Sheet::new(Frame::Wide, &lay_out),
            narrow: Sheet::new(Frame::Narrow, &lay_out),
            print: Sheet::new(Frame::Print, &lay_out),
        }
    }
}
