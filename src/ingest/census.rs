//! The children's social work workforce census return (XML) as rows.
//!
//! For `workforce`: the authority's own figures of vacancies and agency workers, and the totals of days lost and
//! of cases where every worker who counts gives theirs. For `workers`: the people whose CFKSSstatus is 1 (in
//! their assessed and supported year). The return has no staff reference, and a Social Work England number is
//! nobody's id: workers are numbered by their place in the return.
//!
//! What the return says of absence has no first and no last day: no absence can be made of it, and it is said
//! so. Who counts as in post, as a starter or as a leaver is settled by the Department's own rules, which are
//! not the return's: those figures are left to the published statistics.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use crate::diagnostic::{Code, Error, FIGURES_OF_RETURN, WORKERS_OF_RETURN};

use super::cells::{number_as_text, read_number};
use super::folder::plain_io;
use super::layout::Remark;
use super::rows::{SheetCell, SheetRow};

/// No authority's return is larger.
const LARGEST: u64 = 256 << 20;
/// The return is four elements deep.
const DEEPEST: usize = 32;

/// A census return, read.
#[derive(Debug, Default)]
pub struct Census {
    /// The elements of the header and of the authority's figures.
    figures: BTreeMap<String, String>,
    workers: Vec<Worker>,
}

/// The elements of one worker; some may stand several times.
#[derive(Debug, Default)]
struct Worker(BTreeMap<String, Vec<String>>);

impl Worker {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.first().map(String::as_str)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.0.get(name).is_some_and(|values| values.iter().any(|other| other == value))
    }

    /// In the assessed and supported year.
    fn is_in_their_year(&self) -> bool {
        self.is("CFKSSstatus", "1")
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(read_number).filter(|number| *number >= 0.0)
    }

    /// Somebody who has left has FTE 0 on the census day, which says nothing of the hours worked before.
    fn fte_says_left(&self) -> bool {
        self.number("FTE") == Some(0.0) && self.get("RoleEndDate").is_some()
    }

    /// The course that led here, where the return names one.
    fn route(&self) -> Option<&'static str> {
        match (self.is("StepUpGrad", "1"), self.is("FrontlineGrad", "1")) {
            (true, false) => Some("Step Up to Social Work"),
            (false, true) => Some("Frontline"),
            _ => None,
        }
    }
}

/// Elements that the return's schema asks for in every worker.
const ASKED_FOR: [&str; 3] = ["AgencyWorker", "SWENo", "QualInst"];

const REASONS_FOR_LEAVING: [&str; 10] = [
    "resignation",
    "voluntary redundancy",
    "compulsory redundancy",
    "dismissed",
    "retired",
    "deceased",
    "moved to another role within the authority",
    "other",
    "not known",
    "not yet collected",
];

impl Census {
    /// Reads a return; `shown` is its name in messages.
    pub fn read(path: &Path, shown: &str) -> Result<Census, Error> {
        let cannot = |error: &std::io::Error| {
            Error::new(
                format!("{shown} cannot be read: {}", plain_io(error)),
                "check that the file is there, and that you may read it",
            )
        };
        let size = fs::metadata(path).map_err(|error| cannot(&error))?.len();
        if size > LARGEST {
            return Err(Error::new(
                format!("{shown} is larger than any authority's census return"),
                "give the return of one authority and year",
            ));
        }
        let bytes = fs::read(path).map_err(|error| cannot(&error))?;
        let text = match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
            None => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
            },
        };
        Census::of(&text).ok_or_else(|| {
            Error::new(
                format!("{shown} is not a children's social work workforce census return, or not the whole of one"),
                "give the return as it was exported for the Department for Education (a Message with CSWWWorker \
                 elements), to its last line",
            )
        })
    }

    /// Takes a return apart; `None` for any other XML, or what is none.
    fn of(text: &str) -> Option<Census> {
        let mut reader = Reader::from_str(text);
        let mut census = Census::default();
        let mut path: Vec<String> = Vec::new();
        let mut content = String::new();
        let mut worker: Option<Worker> = None;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    if path.len() >= DEEPEST {
                        return None;
                    }
                    let name: &str = tag.local_name().into_inner();
                    if path.is_empty() && name != "Message" {
                        return None;
                    }
                    if name == "CSWWWorker" {
                        worker = Some(Worker::default());
                    }
                    path.push(name.to_owned());
                    content.clear();
                }
                Event::Text(text) => content.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(text) => content.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(reference) => {
                    if let Ok(Some(c)) = reference.resolve_char_ref() {
                        content.push(c);
                    }
                }
                Event::End(_) => {
                    let name = path.pop()?;
                    let value = std::mem::take(&mut content).trim().to_owned();
                    if name == "CSWWWorker" {
                        census.workers.extend(worker.take());
                    } else if !value.is_empty() {
                        match worker.as_mut() {
                            Some(worker) => worker.0.entry(name).or_default().push(value),
                            None => {
                                census.figures.entry(name).or_insert(value);
                            }
                        }
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        (path.is_empty() && (!census.workers.is_empty() || !census.figures.is_empty())).then_some(census)
    }

    /// Which part of a return a table is read from; `None` for a table that a return cannot give.
    pub fn part(table: &str) -> Option<&'static str> {
        match table {
            "workforce" => Some(FIGURES_OF_RETURN),
            "workers" => Some(WORKERS_OF_RETURN),
            _ => None,
        }
    }

    /// Why a table cannot be read from a return, and what to do instead.
    pub fn why_not(table: &str, shown: &str) -> Error {
        let (why, fix) = match table {
            "absences" => (
                "says who was away on the census day and how many days were lost in the year, but no first and no \
                 last day: no absence can be made of it",
                "give the absences as the HR system exports them",
            ),
            "postings" => (
                "gives each worker one post, which is read with the worker",
                "take this [[source]] out, and read the return for workers",
            ),
            _ => (
                "holds none of these records",
                "it can be read for workforce or for workers: correct table in its [[source]]",
            ),
        };
        Error::new(format!("{shown} cannot be read for {table}: a census return {why}"), fix)
    }

    /// Whether anybody in the return is in their assessed and supported year.
    pub fn has_newly_qualified(&self) -> bool {
        self.workers.iter().any(Worker::is_in_their_year)
    }

    /// The rows of a table that the return can give, headings first; `None` for another table. Workers have
    /// the number of their place among all workers of the return; the headings have none.
    pub fn rows(&self, table: &str) -> Option<Vec<SheetRow>> {
        match table {
            "workforce" => Some(self.workforce_rows()),
            "workers" => Some(self.worker_rows()),
            _ => None,
        }
    }

    fn workforce_rows(&self) -> Vec<SheetRow> {
        let columns = [
            ("authority", "LEA"),
            ("year", "Year"),
            ("vacancies_fte", "NumberOfVacancies"),
            ("agency_fte", "NoAgencyFTE"),
            ("agency_headcount", "NoAgencyHeadcount"),
        ];
        let totals = [self.days_lost(), self.cases()];
        let headings =
            columns.map(|(name, _)| name).into_iter().chain(totals.iter().map(|total| total.column));
        let values = columns.map(|(_, element)| self.figures.get(element).cloned()).into_iter();
        let values = values.chain(totals.iter().map(Total::shown));
        vec![row(0, headings.map(|name| Some(name.to_owned()))), row(1, values)]
    }

    /// Working days lost in the year by the authority's own workers.
    fn days_lost(&self) -> Total {
        let whose = "workers who are not from an agency";
        Total::of("days_lost", "WorkingDaysLost", whose, &self.workers, |worker| {
            worker.is("AgencyWorker", "0")
        })
    }

    /// Cases held on the census day, those of agency workers among them.
    fn cases(&self) -> Total {
        let holds = |worker: &Worker| worker.is("OrgRole", "5") || worker.get("Cases30").is_some();
        Total::of("cases", "Cases30", "case holders, those of agencies among them", &self.workers, holds)
    }

    fn worker_rows(&self) -> Vec<SheetRow> {
        let headings = ["worker_id", "started_on", "fte", "route", "left_on", "leaving_reason", "swe_number"]
            .map(|heading| Some(heading.to_owned()));
        let in_their_year = (1u64..).zip(&self.workers).filter(|(_, worker)| worker.is_in_their_year()).map(
            |(number, worker)| {
                let get = |name: &str| worker.get(name).map(str::to_owned);
                let reason = get("ReasonLeave").map(|code| {
                    let index = code.parse::<usize>().ok().and_then(|code| code.checked_sub(1));
                    index
                        .and_then(|index| REASONS_FOR_LEAVING.get(index))
                        .map_or(code, |word| (*word).to_owned())
                });
                row(
                    number,
                    [
                        Some(format!("CSWW-{number:04}")),
                        get("RoleStartDate"),
                        get("FTE").filter(|_| !worker.fte_says_left()),
                        worker.route().map(str::to_owned),
                        get("RoleEndDate"),
                        reason,
                        get("SWENo"),
                    ],
                )
            },
        );
        std::iter::once(row(0, headings)).chain(in_their_year).collect()
    }

    /// Where the return does not keep to its own schema, whom it leaves out here, and what of it is not read.
    pub fn remarks(&self, table: &str) -> Vec<Remark> {
        let all = self.workers.len();
        let mut remarks: Vec<Remark> = ASKED_FOR
            .iter()
            .filter_map(|name| {
                let lacking = self.workers.iter().filter(|worker| worker.get(name).is_none()).count();
                (lacking > 0).then(|| {
                    remark(
                        format!(
                            "{lacking} of {all} workers have no {name}, which the return's schema asks for"
                        ),
                        "nothing for Moderato; the Department's own check will ask for it",
                    )
                })
            })
            .collect();
        for name in ["NumberOfVacancies", "NoAgencyFTE", "NoAgencyHeadcount"] {
            if !self.figures.contains_key(name) {
                remarks.push(remark(
                    format!("the return has no {name}, which its schema asks for"),
                    "add it to the return",
                ));
            }
        }
        match table {
            "workers" => self.remarks_on_workers(&mut remarks),
            _ => self.remarks_on_figures(&mut remarks),
        }
        remarks
    }

    fn remarks_on_workers(&self, remarks: &mut Vec<Remark>) {
        let all = self.workers.len();
        let own: Vec<&Worker> = self.workers.iter().filter(|worker| worker.is_in_their_year()).collect();
        let others = all - own.len();
        let these = own.len();
        remarks.push(remark(
            format!(
                "{others} of {all} workers are not in their assessed and supported year, and were not read"
            ),
            "nothing: only CFKSSstatus 1 is",
        ));
        if own.is_empty() {
            return;
        }
        remarks.push(remark(
            "RoleStartDate was taken as the first day of the programme, which the return does not give"
                .to_owned(),
            "where somebody began the programme on another day, list the workers in a file of their own",
        ));
        let left = own.iter().filter(|worker| worker.fte_says_left()).count();
        if left > 0 {
            remarks.push(remark(
                format!(
                    "{left} of these {these} workers have a RoleEndDate and FTE 0, which says nothing of their hours \
                     before: fte was left empty, and counts as full time"
                ),
                "where they worked part time, list the workers in a file of their own",
            ));
        }
        let away = own.iter().filter(|worker| worker.is("Absat30Sept", "1")).count();
        let lost = own.iter().filter(|worker| worker.number("WorkingDaysLost") > Some(0.0)).count();
        if away + lost > 0 {
            remarks.push(remark(
                format!(
                    "of these {these} workers {away} were away on the census day (Absat30Sept, ReasonAbsence) and {lost} \
                     lost days in the year (WorkingDaysLost); no first or last day is given, so no absence was made of it"
                ),
                "give the absences as the HR system exports them, as a source of absences",
            ));
        }
        remarks.push(remark(
            "OrgRole, StartOrigin, LeaverDestination, QualInst, QualLevel, FTE30, Cases30 and ContractWeeks of these \
             workers are not read, for no record holds them; PersonBirthDate, GenderCurrent and Ethnicity are left \
             unread on purpose"
                .to_owned(),
            "nothing",
        ));
    }

    fn remarks_on_figures(&self, remarks: &mut Vec<Remark>) {
        remarks.extend([self.days_lost(), self.cases()].iter().filter_map(Total::remark));
        remarks.push(remark(
            "those in post, starters, leavers and case holders were not counted from the return: who counts, and by \
             which FTE, is settled by rules of the Department that the return does not hold"
                .to_owned(),
            "where these figures are wanted, add the published workforce statistics (CSV) as a source of workforce",
        ));
    }
}

/// A figure of the whole authority, made by adding up what its workers give.
struct Total {
    column: &'static str,
    element: &'static str,
    whose: &'static str,
    workers: usize,
    /// Of them, how many give none.
    lacking: usize,
    sum: f64,
}

impl Total {
    fn of(
        column: &'static str,
        element: &'static str,
        whose: &'static str,
        workers: &[Worker],
        counts: impl Fn(&Worker) -> bool,
    ) -> Total {
        let given: Vec<Option<f64>> =
            workers.iter().filter(|worker| counts(worker)).map(|worker| worker.number(element)).collect();
        let lacking = given.iter().filter(|number| number.is_none()).count();
        let sum = given.iter().flatten().sum();
        Total { column, element, whose, workers: given.len(), lacking, sum }
    }

    /// The sum, to the two decimals that the return has; `None` where somebody's part is not known.
    fn shown(&self) -> Option<String> {
        let is_whole = self.workers > 0 && self.lacking == 0;
        is_whole.then(|| number_as_text((self.sum * 100.0).round() / 100.0))
    }

    fn remark(&self) -> Option<Remark> {
        let Total { column, element, whose, workers, lacking, .. } = self;
        if *workers == 0 {
            return None;
        }
        Some(match lacking {
            0 => remark(format!("{column} is the sum of {element} of {workers} {whose}"), "nothing"),
            _ => remark(
                format!("{column} was left empty: {lacking} of {workers} {whose} give no {element}"),
                "fill it in in the return, with 0 where there is nothing to count",
            ),
        })
    }
}

fn remark(message: String, fix: &str) -> Remark {
    Remark { code: Code::CensusReturn, row: None, heading: None, message, fix: fix.to_owned() }
}

fn row(number: u64, cells: impl IntoIterator<Item = Option<String>>) -> SheetRow {
    let cells = (0u32..)
        .zip(cells)
        .filter_map(|(column, cell)| Some((column, SheetCell::Text(cell?.into_boxed_str()))))
        .collect();
    SheetRow { number, cells }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RETURN: &str = "<Message><Header><CollectionDetails><Year>2022</Year></CollectionDetails>\
        <Source><LEA>301</LEA></Source></Header><LALevelVacancies><NumberOfVacancies>79.68</NumberOfVacancies>\
        <NoAgencyFTE>59.82</NoAgencyFTE><NoAgencyHeadcount>71</NoAgencyHeadcount></LALevelVacancies>\
        <CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>XX1</SWENo><CFKSSstatus>4</CFKSSstatus></CSWWWorker>\
        <CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>XX2</SWENo><FTE>0.5</FTE><QualInst>A &amp; B</QualInst>\
        <RoleStartDate>2022-04-07</RoleStartDate><ReasonLeave>1</ReasonLeave><CFKSSstatus>1</CFKSSstatus></CSWWWorker>\
        </Message>";

    #[test]
    fn a_return_is_taken_apart() {
        let census = Census::of(RETURN).unwrap();
        let rows = census.rows("workers").unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].number, 2);
        assert_eq!(rows[1].cells[0], (0, SheetCell::Text("CSWW-0002".into())));
        assert_eq!(rows[1].cells[3], (5, SheetCell::Text("resignation".into())));
        let figures = census.rows("workforce").unwrap();
        assert_eq!(figures[1].cells[2], (2, SheetCell::Text("79.68".into())));
        assert!(census.rows("reviews").is_none());
        let said: Vec<String> = census.remarks("workers").into_iter().map(|remark| remark.message).collect();
        assert!(said[0].starts_with("1 of 2 workers have no QualInst"), "{said:?}");
    }

    #[test]
    fn other_xml_is_refused_however_deep() {
        assert!(Census::of("<Other/>").is_none());
        assert!(Census::of(&"<Message>".repeat(100_000)).is_none());
        assert!(Census::of("<Message><A>").is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "[<>/a&;! \"=]{0,60}") {
            let _ = Census::of(&text);
            let _ = Census::of(&format!("<Message>{text}</Message>"));
        }
    }
}
