//! Every chart drawn from realistic and from random structs, and the SVG read
//! back: whole, inside its frame, no two labels touching.

use std::collections::BTreeSet;

use super::canvas::Area;
use super::samples::*;
use super::samples_of_many::*;
use super::*;

/// One `<text>` of a finished drawing, measured again.
fn text_boxes(svg: &str) -> Vec<(Area, String)> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[from..].split('"').next()?.to_string())
    };
    svg.lines()
        .filter(|line| line.starts_with("<text"))
        .map(|line| {
            let (tag, rest) = line.split_once('>').unwrap();
            let words = rest.strip_suffix("</text>").unwrap();
            let words = words
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
            let number = |name: &str| attribute(tag, name).unwrap().parse::<i32>().unwrap();
            let (x, y, size) = (number("x"), number("y"), number("font-size"));
            let width = typeface::width(&words, size, tag.contains("font-weight"));
            let left = match attribute(tag, "text-anchor").as_deref() {
                Some("middle") => x - width / 2,
                Some("end") => x - width,
                _ => x,
            };
            (Area::new(left, y - size * 7 / 10, left + width, y + size / 5), words)
        })
        .collect()
}

/// Faults of one SVG: labels that touch or leave the frame, broken heads.
fn faults(svg: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let view = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
    let (width, height) = view.split_once(' ').unwrap();
    let (width, height): (i32, i32) = (width.parse().unwrap(), height.parse().unwrap());
    let boxes = text_boxes(svg);
    for (index, (area, words)) in boxes.iter().enumerate() {
        if area.left < -1 || area.top < 0 || area.right > width + 1 || area.bottom > height {
            faults.push(format!("{words:?} leaves the frame {width}×{height}: {area:?}"));
        }
        for (other, others) in boxes.iter().skip(index + 1) {
            if area.meets(other) {
                faults.push(format!("{words:?} touches {others:?}: {area:?} {other:?}"));
            }
        }
    }
    if boxes.iter().any(|(_, words)| words.contains("NaN") || words.contains("inf")) {
        faults.push("a figure is not a number".to_string());
    }
    let sizes = svg.matches(" font-size=\"").count();
    let allowed: usize =
        ["24", "26", "28"].map(|n| svg.matches(&format!(" font-size=\"{n}\"")).count()).iter().sum();
    if sizes != allowed {
        faults.push("a font size below 12 px".to_string());
    }
    if svg.contains("style=") || svg.contains("clip") || svg.contains("class=") {
        faults.push("more than plain shapes".to_string());
    }
    faults
}

pub(super) fn check(figure: &Figure) {
    for drawing in figure.drawings() {
        assert!(
            !drawing.title.is_empty() && !drawing.finding.is_empty() && drawing.description.ends_with('.')
        );
        for sheet in [&drawing.wide, &drawing.narrow, &drawing.print] {
            let faults = faults(&sheet.svg());
            assert!(faults.is_empty(), "{}: {faults:#?}", drawing.title);
        }
    }
}

fn samples() -> Vec<(&'static str, Figure)> {
    vec![
        ("caseload", draw_caseload(&caseload_chart(Strength::Mandatory))),
        ("caseload-advisory", draw_caseload(&caseload_chart(Strength::Advisory))),
        ("caseload-busy", draw_caseload(&busy_caseload())),
        ("timeline", draw_timeline(&timeline())),
        ("on-time", draw_on_time(&ladder())),
        ("drift", draw_drift(&drift())),
        ("drift-workers", draw_drift(&drift_by_worker())),
        ("panel-load", draw_panel_load(&panel_load())),
        ("panel-load-many", draw_panel_load(&panel_load_many())),
        ("falls-due", draw_falls_due(&falls_due())),
        ("progression", draw_progression(&progression())),
        ("survival", draw_survival(&survival(1))),
        ("survival-two", draw_survival(&survival(2))),
        ("cohorts", draw_cohorts(&cohorts())),
        ("cap-pressure", draw_cap_pressure(&cap_pressure(5))),
        ("cap-pressure-many", draw_cap_pressure(&cap_pressure(12))),
        ("supervision", draw_supervision(&supervision(1))),
        ("supervision-team", draw_supervision(&supervision(7))),
        ("funnel", draw_funnel(&funnel(126))),
        ("funnel-few", draw_funnel(&funnel(6))),
        ("timeline-sparse", draw_timeline(&sparse_timeline())),
    ]
}

#[test]
fn every_sample_is_drawn_without_a_fault() {
    let folder = std::env::temp_dir().join("moderato-charts");
    std::fs::create_dir_all(&folder).unwrap();
    let mut all = Vec::new();
    for (name, figure) in samples() {
        assert!(!figure.drawings().is_empty(), "{name} is a sentence: {figure:?}");
        for (index, drawing) in figure.drawings().iter().enumerate() {
            for (frame, sheet) in
                [("wide", &drawing.wide), ("narrow", &drawing.narrow), ("print", &drawing.print)]
            {
                let svg = sheet.svg();
                std::fs::write(folder.join(format!("{name}-{index}-{frame}.svg")), &svg).unwrap();
                all.extend(faults(&svg).into_iter().map(|fault| format!("{name} {frame}: {fault}")));
            }
            let said = format!("{}\n{}\n{}\n", drawing.title, drawing.finding, drawing.description);
            std::fs::write(folder.join(format!("{name}-{index}.txt")), said).unwrap();
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn the_same_struct_gives_the_same_bytes() {
    assert_eq!(samples(), samples());
    let written = |figure: &Figure| -> Vec<String> {
        let sheets = figure.drawings().iter().flat_map(|it| [&it.wide, &it.narrow, &it.print]);
        sheets.map(Sheet::svg).collect()
    };
    for ((_, once), (_, again)) in samples().iter().zip(&samples()) {
        assert_eq!(written(once), written(again));
    }
}

#[test]
fn screens_get_only_the_palette() {
    let known: BTreeSet<String> = palette::ROLES.iter().map(|(_, ink)| ink.light_hex()).collect();
    assert_eq!(known.len(), palette::ROLES.len(), "two roles share a light colour");
    for (name, figure) in samples() {
        for drawing in figure.drawings() {
            for svg in [drawing.wide.svg(), drawing.narrow.svg()] {
                for (at, _) in svg.match_indices("=\"#") {
                    let hex = &svg[at + 2..at + 9];
                    assert!(known.contains(hex), "{name}: {hex}");
                }
            }
        }
    }
}

fn said(figure: Figure) -> String {
    match figure {
        Figure::Sentence(said) => said,
        Figure::Drawings(drawings) => panic!("drawn: {}", drawings[0].title),
    }
}

#[test]
fn what_cannot_be_told_is_a_sentence_with_what_would_answer_it() {
    let blank = |rate| OnTimeLadder {
        rungs: ladder().rungs.into_iter().map(|rung| Rung { rate, ..rung }).collect(),
        ..ladder()
    };
    let panels = panel_load().panels.into_iter().map(|panel| PanelRow { candidates: None, ..panel });
    let kinds = falls_due().kinds.into_iter().map(|kind| DueKind { days: None, total: None, ..kind });
    for figure in [
        draw_caseload(&CaseloadChart { caseload: None, ..caseload_chart(Strength::Mandatory) }),
        draw_on_time(&blank(Rate::CannotTell)),
        draw_panel_load(&PanelLoad { panels: panels.collect() }),
        draw_falls_due(&FallsDue { kinds: kinds.collect(), ..falls_due() }),
        draw_progression(&ProgressionFunnel { stages: None, ..progression() }),
        draw_survival(&SurvivalChart { curves: None, ..survival(1) }),
        draw_cap_pressure(&CapPressure { teams: None, ..cap_pressure(5) }),
        draw_funnel(&FunnelPlot { areas: None, ..funnel(20) }),
    ] {
        let said = said(figure);
        assert!(said.starts_with("Cannot tell") && said.ends_with("would answer it."), "{said}");
    }
    assert_eq!(said(draw_on_time(&blank(Rate::NoneDue))), "No reviews have fallen due yet.");
    assert_eq!(said(draw_on_time(&blank(Rate::TooFew))), "Too few reviews have fallen due to show.");
    let mut quiet = drift();
    for cell in quiet.owners.iter_mut().flat_map(|row| &mut row.cells) {
        *cell = HeatCell::Overdue(0);
    }
    assert_eq!(said(draw_drift(&quiet)), "Nothing has been overdue.");
    let mut few = survival(1);
    for curve in few.curves.iter_mut().flatten() {
        (curve.people, curve.left) = (7, 1);
    }
    assert_eq!(said(draw_survival(&few)), "6 of 7 so far are still in post; that is too few to say more.");
}

fn wide(figure: &Figure) -> String {
    figure.drawings()[0].wide.svg()
}

#[test]
fn a_breach_of_a_rule_is_solid_and_one_of_advice_is_hatched() {
    let solid = draw_caseload(&caseload_chart(Strength::Mandatory));
    let advisory = draw_caseload(&caseload_chart(Strength::Advisory));
    let (filled, stroked) = ("fill=\"#8A1C10\"", "stroke=\"#8A1C10\"");
    assert!(wide(&solid).contains(filled) && !wide(&solid).contains(stroked));
    assert!(!wide(&advisory).contains(filled) && wide(&advisory).contains(stroked));
    assert!(wide(&solid).contains(">Above the cap for 23 days, at most 17</text>"));
    assert!(wide(&solid).contains(">Cap 12</text>"));
    assert_eq!(solid.drawings()[0].finding, "Above the cap for 23 days");
}

#[test]
fn a_row_without_a_rule_is_left_out_and_one_without_records_says_so() {
    let drawn = draw_timeline(&sparse_timeline());
    assert!(!wide(&drawn).contains("Observations"));
    assert!(wide(&drawn).contains("cannot tell: no records of this kind were supplied"));
    assert!(wide(&drawn).contains(">Left 3 November 2025</text>"));
    assert!(drawn.drawings()[0].description.contains("Cannot tell whether supervision was kept up"));
}

#[test]
fn under_ten_the_count_stands_alone_and_its_mark_is_hollow() {
    let drawn = draw_on_time(&ladder());
    assert!(wide(&drawn).contains(">3 of 4</text>") && wide(&drawn).contains(">none due yet</text>"));
    assert!(!wide(&drawn).contains("75%)"));
    assert_eq!(wide(&drawn).matches("<circle").count(), 3 + 2 + 1 + 2);
}

#[test]
fn every_figure_stands_checked() {
    for (_, figure) in samples() {
        check(&figure);
    }
}
