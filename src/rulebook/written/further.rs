//! The further forms: sessions, deadlines between any two dates, counts, allowed values, attestations,
//! readings. Generic on purpose: a rule of a policy is data, never a piece of code.

use super::keys::FormSpec;

pub const FURTHER: &[FormSpec] = &[];
