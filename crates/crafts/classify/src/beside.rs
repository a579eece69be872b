//! A column beside those of its table. A flag, a number or a few words tell nothing of a thing; beside somebody's
//! name, day of birth or number they tell something of them, and no list has all names that such columns have
//! (`black`, `snap`, `net`, `lactate`). So in a table of people, a column whose name says no more than that is
//! not harmless: it waits for somebody who knows what it is. In a table that nothing shows to be of things either,
//! neither is a flag or a number with a fraction whose name says nothing.

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
    pub fn beside_people(self) -> Column {
        let open = self.ground.filter(|ground| !self.named.plain && is_open(*ground));
        self.without(
            open,
            "; in a table of people, its name does not tell that it is nothing of theirs",
        )
    }

    /// The column as it is in a table that nothing shows to be of things: what its values look like alone, those
    /// of people do as well.
    pub fn beside_nothing(self) -> Column {
        let Named { plain, thing, quantity, event, measure, .. } = self.named;
        let named = plain || thing || quantity || event || measure;
        let open = self.ground.filter(|ground| !named && is_by_shape(*ground));
        self.without(open, "; neither its name nor the table tells that it is of things")
    }

    /// Whether it shows that the rows are of things: it is harmless, as its name says what it is of.
    pub fn is_of_things(&self) -> bool {
        let named = (self.named.thing || self.named.plain) && !self.named.person;
        named && self.ground.is_some_and(|ground| !is_by_shape(ground))
    }

    /// The column, waiting for somebody where it is harmless for a `ground` that does not count here.
    fn without(mut self, ground: Option<Ground>, why: &str) -> Column {
        if let Some(ground) = ground {
            let column = &mut self.column;
            column.state = ColumnState::Unconfirmed;
            column.evidence.retain(|evidence| evidence.check != ground.check());
            column.reason.push_str(why);
        }
        self.column
    }
}

/// Whether it rests on the shape of the values alone: two of them, a fraction, an hour.
const fn is_by_shape(ground: Ground) -> bool {
    matches!(ground, Ground::Flag | Ground::Distribution | Ground::Moments)
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
