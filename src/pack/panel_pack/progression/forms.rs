//! The fixed words of the F–G progression forms: the competency grid, the quality-assurance checklist, the
//! questions asked. Source: Sandwell F–G progression pack (policy facts 4.2 and 4.4).

/// The manager ticks one level for each.
pub const COMPETENCIES: [&str; 12] = [
    "Experience with children and families who use services",
    "Managing a caseload, complex cases included",
    "Assessment and care management, theory and practice",
    "Team working",
    "Legislative requirements",
    "Writing court reports",
    "Presenting cases in court",
    "Case records and filing",
    "Partnership working",
    "Diversity, minority ethnic backgrounds included",
    "Practice standards, framework and model",
    "Commitment to continuous professional development",
];

pub const LEVELS: [&str; 3] = ["Limited", "Adequate", "Substantial"];

/// What quality assurance looks at before the panel.
pub const QUALITY_ASSURANCE: [&str; 7] = [
    "All signatures are there",
    "All four documents are there",
    "The evidence is strong enough",
    "The log of continuous professional development is strong enough",
    "CC Inform was used; date last used",
    "Research in Practice was used; date last used",
    "Goes forward to the panel",
];

/// Asked of every applicant and shared beforehand.
pub const QUESTIONS: [&str; 5] = [
    "Knowledge and skills since the first year, with three examples",
    "Team and partnership working, with two examples",
    "Analysis and record keeping, with one complex case",
    "Resilience, and what helps",
    "The difference made for children, with two examples",
];

/// Assessed throughout, not asked.
pub const THREADS: &str = "Throughout: child-centredness, communication, valuing diversity.";

pub const DECISIONS: [&str; 3] = ["Approved", "Deferred", "Not approved"];
