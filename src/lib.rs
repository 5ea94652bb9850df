//! Moderato.
