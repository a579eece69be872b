//! A RACI as teams keep it: a sheet for people, read without guessing.
//!
//! Activities in rows or in columns, roles or names as heads, letters in cells or names under letters; titles,
//! sections, legends, blank rows, several rows of heads and several tables; merged cells filled in; letters in any
//! case and order and as words of several languages. What the sheet surely says is read. What it assumes is told
//! ([`SheetReading::assumed`]), and what is not sure is asked ([`SheetActivity::to_ask`]): it grants nothing until
//! somebody answers it in `raci.map.toml` ([`Meanings`]).
//!
//! Invariant: no letter is in [`SheetActivity::letters`] that the cell, the sheet's own legend or an answer does
//! not say.

mod actions;
mod asked;
mod cell;
mod cells;
mod labels;
mod layout;
mod legend;
mod listed;
mod map;
mod names;
mod plain;
mod reading;
mod resolve;
mod rows;
mod turned;
mod words;

pub use asked::{Assumed, CellPlace, OpenLetter, SheetActivity, SheetError, SheetReading};
pub use map::Meanings;
pub use reading::read;
pub use resolve::{Resolved, SheetRaci};
