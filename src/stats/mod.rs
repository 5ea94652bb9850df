//! Statistics as pure functions: intervals, medians, survival, agreement, funnel limits.
//!
//! Numbers in, numbers out: nothing here knows a table, a rule or a file. `None` always means that the
//! figure cannot be told from what was given, never that it is 0.

mod agreement;
mod chance;
mod funnel;
mod middle;
mod proportion;
mod survival;

pub use agreement::cohen_kappa;
pub use chance::chi_squared_p;
pub use funnel::{Funnel, FunnelPoint, funnel};
pub use middle::{median, quantile};
pub use proportion::{binomial_at_least, binomial_at_most, wilson};
pub use survival::{Spell, Step, Survival, kaplan_meier};

/// The two-sided 95% point of the normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;
/// The two-sided 99.8% point of the normal distribution.
pub const Z_998: f64 = 3.090_232_306_167_813;

#[cfg(test)]
mod reference {
    //! Reference results computed outside this project, in `tests/data`.

    /// The rows of a reference file, each cell a number.
    pub fn rows(text: &str) -> Vec<Vec<f64>> {
        text.lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect())
            .collect()
    }

    pub fn assert_near(given: f64, expected: f64, what: &str) {
        assert!((given - expected).abs() <= 1e-6, "{what}: {given}, expected {expected}");
    }
}
