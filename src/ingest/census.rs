//! The children's social work workforce census return (XML) as rows.
//!
//! For `workforce`: the authority's own figures of vacancies and agency workers. For `workers`: the people
//! whose CFKSSstatus is 1 (in their assessed and supported year). The return has no staff reference, and a
//! Social Work England number is nobody's id: workers are numbered by their place in the return.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use crate::diagnostic::{Code, Error};

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
    /// The elements of each worker.
    workers: Vec<BTreeMap<String, String>>,
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
                format!("{shown} is not a children's social work workforce census return"),
                "give the return as it was exported for the Department for Education (a Message with CSWWWorker \
                 elements)",
            )
        })
    }

    /// Takes a return apart; `None` for any other XML, or what is none.
    fn of(text: &str) -> Option<Census> {
        let mut reader = Reader::from_str(text);
        let mut census = Census::default();
        let mut path: Vec<String> = Vec::new();
        let mut content = String::new();
        let mut worker: Option<BTreeMap<String, String>> = None;
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
                        worker = Some(BTreeMap::new());
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
                        let place = worker.as_mut().unwrap_or(&mut census.figures);
                        place.entry(name).or_insert(value);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        (path.is_empty() && (!census.workers.is_empty() || !census.figures.is_empty())).then_some(census)
    }

    /// The rows of a table that the return can give, headings first; `None` for another table.
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
        let values = columns.map(|(_, element)| self.figures.get(element).cloned());
        vec![row(1, columns.map(|(name, _)| Some(name.to_owned()))), row(2, values)]
    }

    fn worker_rows(&self) -> Vec<SheetRow> {
        let headings = ["worker_id", "started_on", "fte", "left_on", "leaving_reason", "swe_number"]
            .map(|h| Some(h.to_owned()));
        let in_their_year = (1u64..)
            .zip(&self.workers)
            .filter(|(_, worker)| worker.get("CFKSSstatus").map(String::as_str) == Some("1"))
            .map(|(number, worker)| {
                let get = |name: &str| worker.get(name).cloned();
                let reason = get("ReasonLeave").map(|code| {
                    let index = code.parse::<usize>().ok().and_then(|code| code.checked_sub(1));
                    index
                        .and_then(|index| REASONS_FOR_LEAVING.get(index))
                        .map_or(code, |word| (*word).to_owned())
                });
                row(
                    number + 1,
                    [
                        Some(format!("CSWW-{number:04}")),
                        get("RoleStartDate"),
                        get("FTE"),
                        get("RoleEndDate"),
                        reason,
                        get("SWENo"),
                    ],
                )
            });
        std::iter::once(row(1, headings)).chain(in_their_year).collect()
    }

    /// Where the return does not keep to its own schema, and whom it leaves out here.
    pub fn remarks(&self, table: &str) -> Vec<Remark> {
        let remark = |message: String, fix: &str| Remark {
            code: Code::CensusReturn,
            row: None,
            heading: None,
            message,
            fix: fix.to_owned(),
        };
        let all = self.workers.len();
        let mut remarks: Vec<Remark> = ASKED_FOR
            .iter()
            .filter_map(|name| {
                let lacking = self.workers.iter().filter(|worker| !worker.contains_key(*name)).count();
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
        if table == "workers" {
            let others =
                self.workers.iter().filter(|w| w.get("CFKSSstatus").map(String::as_str) != Some("1")).count();
            remarks.push(remark(
                format!("{others} of {all} workers are not in their assessed and supported year, and were not read"),
                "nothing: only CFKSSstatus 1 is",
            ));
        }
        remarks
    }
}

fn row<const N: usize>(number: u64, cells: [Option<String>; N]) -> SheetRow {
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
        assert_eq!(rows[1].number, 3);
        assert_eq!(rows[1].cells[0], (0, SheetCell::Text("CSWW-0002".into())));
        assert_eq!(rows[1].cells[3], (4, SheetCell::Text("resignation".into())));
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
