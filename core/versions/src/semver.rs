use crate::{Key, NotUnderstood};
use std::cmp::Ordering;

pub(crate) fn compare(_a: &str, _b: &str) -> Result<Ordering, NotUnderstood> {
    Err(NotUnderstood)
}

pub(crate) fn key(_version: &str) -> Result<Key, NotUnderstood> {
    Err(NotUnderstood)
}
