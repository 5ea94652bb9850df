//! Funnel limits for shares: which areas differ from the whole by more than chance and the usual spread.
//!
//! Spiegelhalter, "Funnel plots for comparing institutional performance" (2005): variance-stabilised
//! z = (asin √y − asin √p0) · 2√n, winsorised at the 10th and 90th percentile to judge over-dispersion,
//! which is then allowed for by a factor (phi) or as spread between areas (tau², the default here).

use std::f64::consts::FRAC_PI_2;

use super::quantile;

/// The share of areas pulled in at each end before over-dispersion is judged.
const WINSORISED: f64 = 0.1;

/// A funnel over areas, and how over-dispersed they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The areas' share all together.
    pub p0: f64,
    /// The mean square of the winsorised z: over 1, the areas differ by more than chance.
    pub phi: f64,
    /// The variance between areas, on the arcsine scale; 0 where chance is enough.
    pub tau2: f64,
    /// In the order the areas were given.
    pub points: Vec<FunnelPoint>,
}

/// One area's distance from the whole, in standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelPoint {
    pub z: f64,
    /// z allowing for over-dispersion as a factor.
    pub z_phi: f64,
    /// z allowing for over-dispersion as spread between areas.
    pub z_tau2: f64,
}

/// The funnel of areas given as (numerator, denominator). `None` without areas, and where an area's two
/// numbers are no share.
pub fn funnel(areas: &[(f64, f64)]) -> Option<Funnel> {
    let is_share = |&(part, whole): &(f64, f64)| whole > 0.0 && (0.0..=whole).contains(&part);
    if areas.is_empty() || !areas.iter().all(is_share) {
        return None;
    }
    let count = areas.len() as f64;
    let p0 = areas.iter().map(|a| a.0).sum::<f64>() / areas.iter().map(|a| a.1).sum::<f64>();
    let centre = p0.sqrt().asin();
    let distance = |&(part, whole): &(f64, f64)| (part / whole).sqrt().asin() - centre;
    let zs: Vec<f64> = areas.iter().map(|area| distance(area) / spread(area.1)).collect();

    let low = quantile(&zs, WINSORISED)?;
    let high = quantile(&zs, 1.0 - WINSORISED)?;
    let phi = zs.iter().map(|z| z.clamp(low, high).powi(2)).sum::<f64>() / count;

    let weights: Vec<f64> = areas.iter().map(|area| 4.0 * area.1).collect();
    let sum: f64 = weights.iter().sum();
    let room = sum - weights.iter().map(|w| w * w).sum::<f64>() / sum;
    let excess = count * phi - (count - 1.0);
    let tau2 = if excess > 0.0 && room > 0.0 { excess / room } else { 0.0 };

    let factor = phi.max(1.0).sqrt();
    let points = areas
        .iter()
        .zip(&zs)
        .map(|(area, &z)| FunnelPoint {
            z,
            z_phi: z / factor,
            z_tau2: distance(area) / (spread(area.1).powi(2) + tau2).sqrt(),
        })
        .collect();
    Some(Funnel { p0, phi, tau2, points })
}

/// The standard deviation of asin √y over so many.
fn spread(whole: f64) -> f64 {
    1.0 / (2.0 * whole.sqrt())
}

impl Funnel {
    /// The shares within which an area of this size lies unless it is `z` standard deviations out, with
    /// a spread of `tau2` between areas (0 for none; [`Funnel::tau2`] for the areas' own).
    pub fn limits(&self, whole: f64, z: f64, tau2: f64) -> (f64, f64) {
        let centre = self.p0.sqrt().asin();
        let reach = z * (spread(whole).powi(2) + tau2).sqrt();
        let share = |angle: f64| angle.clamp(0.0, FRAC_PI_2).sin().powi(2);
        (share(centre - reach), share(centre + reach))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{assert_near, rows};
    use super::super::{Z_95, Z_998};
    use super::*;

    fn reference() -> (Vec<Vec<f64>>, Funnel) {
        let rows = rows(include_str!("../../tests/data/funnel_2022.csv"));
        let areas: Vec<(f64, f64)> = rows.iter().map(|row| (row[1], row[2])).collect();
        (rows, funnel(&areas).unwrap())
    }

    fn close(given: f64, expected: f64) {
        assert!((given / expected - 1.0).abs() <= 1e-9, "{given}, expected {expected}");
    }

    #[test]
    fn the_whole_agrees_with_reference_results() {
        let (rows, funnel) = reference();
        assert_eq!(rows.len(), 148);
        close(funnel.p0, 0.172_856_077_554_064_12);
        close(funnel.phi, 3.171_811_146_820_427_3);
        close(funnel.tau2, 0.002_427_505_047_590_459_7);
    }

    #[test]
    fn every_area_and_limit_agrees_with_reference_results() {
        let (rows, funnel) = reference();
        for (row, point) in rows.iter().zip(&funnel.points) {
            assert_near(point.z, row[3], "z");
            assert_near(point.z_phi, row[4], "z by phi");
            assert_near(point.z_tau2, row[5], "z by tau2");
            let limits = [(Z_95, 0.0), (Z_998, 0.0), (Z_95, funnel.tau2), (Z_998, funnel.tau2)];
            for (place, (z, tau2)) in limits.into_iter().enumerate() {
                let (lower, upper) = funnel.limits(row[2], z, tau2);
                assert_near(lower, row[6 + 2 * place], "lower limit");
                assert_near(upper, row[7 + 2 * place], "upper limit");
            }
        }
    }

    #[test]
    fn as_many_areas_lie_outside_as_in_the_reference() {
        let (_, funnel) = reference();
        let outside = |z: fn(&FunnelPoint) -> f64, limit: f64| {
            funnel.points.iter().filter(|point| z(point).abs() > limit).count()
        };
        assert_eq!([outside(|p| p.z, Z_95), outside(|p| p.z, Z_998)], [55, 21]);
        assert_eq!([outside(|p| p.z_phi, Z_95), outside(|p| p.z_phi, Z_998)], [19, 8]);
        assert_eq!([outside(|p| p.z_tau2, Z_95), outside(|p| p.z_tau2, Z_998)], [22, 7]);
    }

    #[test]
    fn chance_alone_needs_no_adjustment() {
        let even = funnel(&[(10.0, 100.0), (10.0, 100.0), (20.0, 200.0)]).unwrap();
        assert_eq!(even.tau2, 0.0);
        assert!(even.phi < 1e-20 && even.points.iter().all(|point| point.z_phi == point.z));
        assert_eq!(funnel(&[]), None);
        assert_eq!(funnel(&[(1.0, 0.0)]), None);
        assert_eq!(funnel(&[(5.0, 4.0)]), None);
        assert_eq!(funnel(&[(3.0, 9.0)]).map(|one| one.tau2), Some(0.0));
    }
}
