//! Context for caseloads and delays: posts vacant and agency staff, where workforce figures say so.

use super::report::Report;
use crate::pack::Symbol;
use crate::pack::lines::{Line, metrics, records};
use crate::pack::words;

/// Vacancies and agency staff of the latest year in a sentence; `None` where no workforce figures were supplied.
pub fn vacancies(report: &Report) -> Option<String> {
    let latest = metrics(report.view, "workforce").into_iter().max_by_key(|line| line.int("year"));
    let Some(line) = latest else {
        let is_of_others = !records(report.view, "workforce").is_empty();
        return is_of_others.then(|| {
            format!(
                "Cannot tell how many posts are vacant: no row of the workforce figures supplied has the code {}.",
                report.view.code
            )
        });
    };
    let year = line.int("year")?;
    let told: Vec<String> = [VACANT, AGENCY].iter().filter_map(|figure| figure.told(line)).collect();
    let untold: Vec<String> = [VACANT, AGENCY].iter().filter_map(|figure| figure.untold(line)).collect();
    let mut sentences = Vec::new();
    if !told.is_empty() {
        sentences.push(format!("In {year}, {} (full-time equivalents).", words::list(&told)));
    }
    if !untold.is_empty() {
        sentences.push(format!("Cannot tell for {year} {}.", words::list(&untold)));
    }
    Some(sentences.join(" "))
}

/// A figure said as a share where there is one, else as a number.
struct Said {
    share: &'static str,
    of_share: &'static str,
    number: &'static str,
    of_number: &'static str,
    question: &'static str,
}

const VACANT: Said = Said {
    share: "vacancy_fte_pct",
    of_share: "of posts were vacant",
    number: "vacancies_fte",
    of_number: "posts were vacant",
    question: "how many posts were vacant",
};
const AGENCY: Said = Said {
    share: "agency_fte_pct",
    of_share: "of social workers were agency staff",
    number: "agency_fte",
    of_number: "social workers were agency staff",
    question: "how many social workers were agency staff",
};

impl Said {
    fn told(&self, line: Line) -> Option<String> {
        let share = line.float(self.share).map(|pct| format!("{}% {}", words::decimal(pct), self.of_share));
        let number = || line.float(self.number).map(|n| format!("{} {}", words::decimal(n), self.of_number));
        share.or_else(number)
    }

    /// What cannot be told, and the symbol that stands in the figure's place in the source.
    fn untold(&self, line: Line) -> Option<String> {
        if line.float(self.number).is_some() {
            return None;
        }
        let symbol = Symbol::given(line.text("symbols").unwrap_or_default(), self.number);
        let why = symbol.map(|symbol| format!(" (given as “{}”: {})", symbol.sign(), symbol.in_source()));
        Some(format!("{}{}", self.question, why.unwrap_or_default()))
    }
}
