//! The kinds of fact: one row for each thing that happened or should have (contract, section 5).
//!
//! Every table begins with authority, cohort, service, team and worker_id, and ends with `clause` and
//! `source`. Days are calendar days; a null is explained at its column.

use std::borrow::Cow;

use super::row::facts;
use crate::dates::Day;

facts! {
    /// Whether a rule applies to a worker, and whether records of its kind are supplied.
    "coverage" Coverage<'a> {
        /// The fact table the rule feeds.
        fact: &'a str,
        /// The rule's name: `caseload`, `supervision`, `review 3`, the id of a restriction or further form.
        rule: Cow<'a, str>,
        applies: bool,
        supplied: bool,
    }

    /// A stretch of days on which a caseload and its cap were the same.
    "caseload_steps" CaseloadStep<'a> {
        from_on: Day,
        /// The first day after it.
        to_on: Day,
        days: i64,
        /// Distinct children held (families, where the rulebook counts families).
        children: i64,
        /// Of them, held as allocated worker.
        own: i64,
        /// The rest.
        co_worked: i64,
        /// Null where the rulebook has no cap for the service.
        cap: Option<i64>,
        /// An allocation of this worker was rejected, so that the figure may be too low.
        is_understated: bool,
    }

    /// A maximal run of days with more children than the cap.
    "cap_breaches" CapBreach<'a> {
        opened_on: Day,
        /// Null while it goes on.
        closed_on: Option<Day>,
        /// To `as_of`, that day included, while it goes on.
        days: i64,
        peak_children: i64,
        /// The largest daily children less cap.
        peak_excess: i64,
        /// The sum of children less cap over its days.
        excess_child_days: i64,
        /// Whole months on the programme clock when it opened.
        months_in: i64,
        /// Of the cap in force when it opened.
        strength: &'a str,
        /// Of a breach report within it; null where there is none.
        reported_on: Option<Day>,
        reason: Option<&'a str>,
        /// Null where the rulebook has no such rule.
        escalate_on: Option<Day>,
        escalated_on: Option<Day>,
        escalation_due: Option<bool>,
        is_understated: bool,
    }

    /// A maximal run of days with more children held as allocated worker than the cap allows of it.
    "own_cap_breaches" OwnCapBreach<'a> {
        opened_on: Day,
        /// Null while it goes on.
        closed_on: Option<Day>,
        /// To `as_of`, that day included, while it goes on.
        days: i64,
        /// How many might be held as allocated worker when it opened.
        own_at_most: i64,
        /// The most held as allocated worker on a day.
        peak_own: i64,
        /// The largest daily number held as allocated worker less what is allowed that day.
        peak_excess: i64,
        /// The sum of that excess over its days.
        excess_child_days: i64,
        /// Whole months on the programme clock when it opened.
        months_in: i64,
        /// Of the cap in force when it opened.
        strength: &'a str,
        /// An allocation of this worker was rejected, so that the figure may be too low.
        is_understated: bool,
    }

    /// Room within the cap on `as_of`, for somebody in programme then whose caseload can be told.
    "headroom" Headroom<'a> {
        /// Children (or families) held.
        held: i64,
        /// Null where the rulebook has no cap for the service, as for room.
        cap: Option<i64>,
        /// Cap less held: below 0 above the cap.
        room: Option<i64>,
        /// When the next step of the cap begins; null where none comes before the programme falls due, as
        /// for the next two.
        next_from_on: Option<Day>,
        next_cap: Option<i64>,
        /// The next cap less what is held now.
        next_room: Option<i64>,
        is_understated: bool,
    }

    /// A review stage that applies to a worker.
    "review_status" ReviewStatus<'a> {
        stage: &'a str,
        /// Null where a working day lies outside the known bank holidays.
        due_on: Option<Day>,
        /// Of the review held, or of the latest plan.
        planned_on: Option<Day>,
        held_on: Option<Day>,
        status: &'a str,
        /// Null unless late or overdue.
        days_late: Option<i64>,
        /// Days from `as_of` to the due date; null unless not due.
        days_to_due: Option<i64>,
        postponed_reason: Option<&'a str>,
        /// The last day on which it is still on time.
        late_after_on: Option<Day>,
        /// Null where the records do not say.
        manager_attended: Option<bool>,
        rating: Option<&'a str>,
        /// Whether what the rulebook requires of the review was so; null where it was not held, where
        /// nothing is required, or where the records do not say.
        requirements_met: Option<bool>,
    }

    /// A direct observation that applies to a worker.
    "observation_status" ObservationStatus<'a> {
        number: i64,
        due_on: Option<Day>,
        /// The n-th observation by date.
        done_on: Option<Day>,
        status: &'a str,
        days_late: Option<i64>,
        days_to_due: Option<i64>,
        late_after_on: Option<Day>,
    }

    /// A portfolio item that applies to a worker.
    "milestone_status" MilestoneStatus<'a> {
        item: &'a str,
        number: i64,
        /// Who can act: nqsw, manager or assessor.
        owner: &'a str,
        due_on: Option<Day>,
        /// The n-th record of the item by submitted_on.
        done_on: Option<Day>,
        status: &'a str,
        days_late: Option<i64>,
        days_to_due: Option<i64>,
        late_after_on: Option<Day>,
    }

    /// How many of a worker's items were overdue at a month's end, by who can act: on `as_of` in its
    /// month, on the last day in programme in the month it ended.
    "overdue_months" OverdueMonth<'a> {
        /// The item's owner; reviews and observations count with the assessor, who convenes them.
        owner: &'a str,
        /// `2025-01`.
        month: String,
        overdue_items: i64,
        /// The whole month lies in pauses.
        is_paused: bool,
    }

    /// A worker's caseload in a calendar month.
    "caseload_months" CaseloadMonth<'a> {
        /// `2025-01`.
        month: String,
        /// Days in programme in the month on which there was a cap.
        days: i64,
        /// Of them, those with more children than the cap.
        days_above: i64,
        /// On the last of these days.
        children: i64,
        cap: i64,
    }

    /// The programme clock of a worker: when each month of the programme is over.
    "programme_clock" ClockMonth<'a> {
        month: i64,
        falls_on: Day,
    }

    /// The days on which a worker's clock stands still: from the first up to, not including, the last.
    "programme_pauses" ClockPause<'a> {
        from_on: Day,
        to_on: Day,
    }

    /// A worker's reviews, observations and portfolio items together.
    "drift_status" DriftStatus<'a> {
        /// On time, late and overdue together; null where nothing can be told, as for the next three.
        items_due: Option<i64>,
        overdue_items: Option<i64>,
        /// Null where nothing is overdue.
        max_days_overdue: Option<i64>,
        /// Late and overdue together.
        total_days_late: Option<i64>,
        band: &'a str,
    }

    /// Where a worker's programme stands.
    "outcomes" Outcome<'a> {
        status: &'a str,
        /// From a panel's decision; null otherwise.
        decided_on: Option<Day>,
        /// Decisions of final panels.
        attempts: i64,
        /// Null unless passed or failed.
        passed_first_time: Option<bool>,
        programme_due_on: Day,
        /// Null unless passed, as for the next.
        completed_on: Option<Day>,
        within_programme: Option<bool>,
        started_on: Day,
        /// The end of the days in programme: the first day after them.
        ended_on: Option<Day>,
        /// Whether programme_due_on is on or before `as_of`.
        is_due: bool,
        /// Days from `as_of` to programme_due_on while the programme goes on and that is to come.
        days_to_due: Option<i64>,
    }

    /// Verbal and written feedback on one observation; a kind's columns are null where there is no rule.
    "observation_feedback" ObservationFeedback<'a> {
        observed_on: Day,
        observer_role: Option<&'a str>,
        verbal_due_on: Option<Day>,
        verbal_done_on: Option<Day>,
        verbal_status: Option<&'a str>,
        written_due_on: Option<Day>,
        written_done_on: Option<Day>,
        written_status: Option<&'a str>,
        /// Null unless late or overdue, as for written_days_late.
        verbal_days_late: Option<i64>,
        written_days_late: Option<i64>,
        verbal_days_to_due: Option<i64>,
        written_days_to_due: Option<i64>,
    }

    /// How much of a worker's time in programme supervision was in date.
    "supervision_status" SupervisionStatus<'a> {
        /// Days in programme outside the pauses.
        programme_days: i64,
        /// Null without supervision records, as for the next.
        in_date_days: Option<i64>,
        in_date_pct: Option<f64>,
    }

    /// A maximal run of days on which supervision was out of date.
    "supervision_gaps" SupervisionGap<'a> {
        from_on: Day,
        /// Null while it goes on.
        to_on: Option<Day>,
        days: i64,
        /// Of the step in force when it began.
        every_days: i64,
        /// It lies wholly within an absence of any kind.
        explained: bool,
    }

    /// A maximal run of days on which a child was held in a way that a restriction forbids.
    "work_restrictions" WorkRestriction<'a> {
        restriction: &'a str,
        child_id: &'a str,
        case_type: &'a str,
        from_on: Day,
        /// Null while it goes on.
        to_on: Option<Day>,
        days: i64,
        is_understated: bool,
    }

    /// A concern raised about a worker's progress.
    "concern_status" ConcernStatus<'a> {
        level: i64,
        raised_on: Day,
        meeting_on: Option<Day>,
        /// Null while it is open.
        resolved_on: Option<Day>,
        /// To the day it was resolved, or to `as_of`.
        open_days: i64,
        owner: Option<&'a str>,
    }

    /// A worker's time in post.
    "retention_spells" RetentionSpell<'a> {
        from_on: Day,
        /// Days in post divided by 30.4375.
        months: f64,
        left: bool,
    }

    /// A worker's case before a moderation panel, past or to come.
    "panel_status" PanelStatus<'a> {
        panel_id: &'a str,
        submitted_on: Option<Day>,
        /// Null where the rulebook has no such rule, as for the next.
        submit_by: Option<Day>,
        submitted_on_time: Option<bool>,
        recommendation: Option<&'a str>,
        decision: Option<&'a str>,
        /// Recommendation and decision are the same word; null where either is not known.
        agreed: Option<bool>,
        moderator_id: Option<&'a str>,
        /// Of the latest interim panel before this one.
        interim_moderator_id: Option<&'a str>,
        same_moderator: Option<bool>,
        /// The moderator is neither the worker's assessor nor manager; null where that is not known.
        independent: Option<bool>,
        /// On the panel's day.
        assessor_id: Option<&'a str>,
        /// Of fail_pathway, concern_open, overdue_items, cap_breach_open, in this order, those that hold
        /// on `as_of`; null where none does.
        flags: Option<String>,
        kind: &'a str,
        held_on: Day,
        /// `2025-01`, of the panel.
        panel_month: String,
        decided_on: Option<Day>,
        /// Days from `as_of` to the submission date; null once it is past or the portfolio is in.
        days_to_submit_by: Option<i64>,
    }

    /// A stage of an application to progress, and the wait before it.
    "progression_waits" ProgressionWait<'a> {
        application_id: &'a str,
        from_grade: &'a str,
        to_grade: &'a str,
        /// permission, submitted, quality_assured, panel or approved.
        stage: &'a str,
        /// 1 to 5, in this order.
        step: i64,
        /// Null where no day is recorded by `as_of`.
        reached_on: Option<Day>,
        /// It has a day, or a stage after it has.
        is_reached: bool,
        /// From the latest stage before it that has a day; to the decision, or `as_of`, while the
        /// application waits for it. Null where there is no such day, or it comes after this one.
        days: Option<i64>,
        /// The last stage the application has reached.
        is_furthest: bool,
        status: &'a str,
    }

    /// An application to progress from one grade to another.
    "progression_stages" ProgressionStages<'a> {
        application_id: &'a str,
        from_grade: &'a str,
        to_grade: &'a str,
        permission_on: Option<Day>,
        submitted_on: Option<Day>,
        quality_assured_on: Option<Day>,
        panel_on: Option<Day>,
        /// The date that gives the status; null in progress.
        decided_on: Option<Day>,
        status: &'a str,
        attempts: i64,
        /// From permission, as for the next two; null without it.
        days_to_submission: Option<i64>,
        days_to_decision: Option<i64>,
        days_open: Option<i64>,
        /// Null where the rulebook has no limit, or the day it runs from is not recorded.
        over_limit: Option<bool>,
        /// Null where the evidence or the rule is not there, as for the next three.
        experience_met: Option<bool>,
        cpd_met: Option<bool>,
        observation_recent: Option<bool>,
        signatures_complete: Option<bool>,
        logged_on: Option<Day>,
        /// The day the limit runs from, permission or the log, and its months.
        limit_on: Option<Day>,
        /// `2024-Q1`, of permission.
        quarter: Option<String>,
        /// `2024-01`, of permission.
        opened_month: Option<String>,
        /// Of decided_on.
        closed_month: Option<String>,
    }

    /// Sessions in one period: of a worker, or of the authority where no worker stands in the row.
    "session_status" SessionStatus<'a> {
        /// The rule's id, as in the tables that follow.
        rule: &'a str,
        /// Several with spaces between.
        kind: Cow<'a, str>,
        period_from: Day,
        /// The first day after it.
        period_to: Day,
        /// Days, or sessions where the records give none; the most of them, where `is_at_most`.
        required: f64,
        /// Null where the records cannot tell.
        attended: Option<f64>,
        /// met, short, over, not_due or no_records.
        status: &'a str,
        is_at_most: bool,
        /// The last day of the period.
        due_on: Day,
        /// Days from `as_of` to that day, while something is still wanted by then; else null.
        days_to_due: Option<i64>,
    }

    /// A deadline between two dates: a row a date it is counted from.
    "deadline_status" DeadlineStatus<'a> {
        rule: &'a str,
        started_on: Day,
        /// Null where the policy states no number, or a working day lies outside the known bank holidays.
        due_on: Option<Day>,
        done_on: Option<Day>,
        /// on_time, late, overdue, not_required, not_due or no_records.
        status: &'a str,
        /// Null unless late or overdue.
        days_late: Option<i64>,
        days_to_due: Option<i64>,
        /// Who can act; null where the rulebook does not say.
        owner: Option<&'a str>,
    }

    /// How many rows there are of a kind, where a rule asks for so many or no more than so many.
    "at_least_status" AtLeastStatus<'a> {
        rule: &'a str,
        /// worker, review, panel, application, team or authority.
        counted_for: &'a str,
        /// The review's stage, the panel, the application, the team.
        reference: Option<&'a str>,
        due_on: Day,
        required: i64,
        /// Null where the records cannot tell.
        counted: Option<i64>,
        /// met, short, over, not_due or no_records.
        status: &'a str,
        is_at_most: bool,
    }

    /// Two references that must differ (or agree), in one row of records.
    "distinct_status" DistinctStatus<'a> {
        rule: &'a str,
        /// The day of the row looked at.
        dated_on: Option<Day>,
        /// met, not_met, cannot_tell or no_records.
        status: &'a str,
    }

    /// A value that a column may or may not hold, in one row of records.
    "allowed_status" AllowedStatus<'a> {
        rule: &'a str,
        /// The day of the row looked at.
        dated_on: Option<Day>,
        /// The cell; null where it is empty, and for references of children and families.
        value: Option<String>,
        /// met, not_met, cannot_tell or no_records.
        status: &'a str,
    }

    /// What somebody has said of a rule that no record can decide.
    "attestation_status" AttestationStatus<'a> {
        rule: &'a str,
        /// worker, observation, panel, application or authority.
        attested_of: &'a str,
        /// The observation's number, the panel, the application.
        reference: Option<Cow<'a, str>>,
        /// yes, no or cannot_tell.
        met: &'a str,
    }
}
