//! A column beside those of its table. A flag, a number or a few words tell nothing of a thing; beside somebody's
//! name, day of birth or number they tell something of them, and no list has all names that such columns have
//! (`black`, `snap`, `net`, `lactate`). So in a table of people, a column whose name says no more than that is
//! not harmless: it waits for somebody who knows what it is.

use crate::harmless::Ground;
use crate::name::Named;
use terms::{Column, ColumnState};

/// A column by itself.
pub struct Alone {
    pub column: Column,
    pub named: Named,
    /// Why it is harmless, if it is.
    pub ground: Option<Ground>,
}

impl Alone {
    /// The column as it is in a table whose rows are people.
    pub fn beside_people(mut self) -> Column {
        let Some(ground) = self.ground.filter(|ground| !self.named.plain && is_open(*ground))
        else {
            return self.column;
        };
        let column = &mut self.column;
        column.state = ColumnState::Unconfirmed;
        column.evidence.retain(|evidence| evidence.check != ground.check());
        column.reason.push_str(
            "; in a table of people, its name does not tell that it is nothing of theirs",
        );
        self.column
    }
}

/// Whether it rests on what the values look like, which those of people do as well. A count of rows, the key of
/// a thing and a public code are the same in any table.
const fn is_open(ground: Ground) -> bool {
    match ground {
        Ground::PublicCode | Ground::RowCount | Ground::Key | Ground::Pages => false,
        Ground::Flag
        | Ground::KnownWords
        | Ground::Kinds
        | Ground::Names
        | Ground::MeasureByName
        | Ground::Distribution
        | Ground::Event
        | Ground::Moments => true,
    }
}
