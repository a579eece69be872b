//! Who is consulted is asked, and heard, before what they are consulted on goes on.

use super::deed::Deed;
use crate::{Consultation, Opinion, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Fact, PrincipalId, Timestamp};

/// People who are named in one list of an entry.
const NAMED: usize = 50;

impl Store {
    /// `by` wants to do what others are consulted on, and asks them. `ended` are consultations of
    /// before that nobody needs any more.
    ///
    /// # Errors
    /// If the id is taken, or it can't be entered or kept.
    pub async fn consultation_opened(
        &self,
        by: impl Into<By<'_>>,
        new: &Consultation,
        ended: &[String],
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        for id in ended {
            deed.remove::<Consultation>(id);
        }
        deed.insert(new)?;
        let facts = [
            Fact::new("consultation", new.id.as_str()),
            Fact::new("action", new.action.name()),
            Fact::new("consulted", names(new.consulted.keys())),
            Fact::new("until", new.until.to_string()),
        ];
        entered(deed, by.who, new, Operation::ConsultationOpened, &facts).await
    }

    /// `by`, who is consulted, says what they think of it.
    ///
    /// # Errors
    /// If there is no such consultation, `by` is not asked or has answered, or it is over.
    pub async fn consultation_answered(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        opinion: Opinion,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let mut asked: Consultation = deed.require(id).await?;
        if let Some(at) = asked.used {
            return Err(StoreError::ConsultationUsed { id: id.to_owned(), at });
        }
        let missing = || StoreError::Missing { kind: "consultation", key: id.to_owned() };
        let own = asked.consulted.get_mut(by.who).ok_or_else(missing)?;
        if own.is_some() {
            return Err(StoreError::Answered { id: id.to_owned(), by: by.who.clone() });
        }
        let facts = [
            Fact::new("consultation", id),
            Fact::new("against", opinion.against),
            Fact::new("why", opinion.why.as_str()),
        ];
        *own = Some(opinion);
        deed.put(&asked)?;
        entered(deed, by.who, &asked, Operation::ConsultationAnswered, &facts).await
    }

    /// The deadline of a consultation passed: who said nothing is on record, by name. Whoever's clock told
    /// so is `by`.
    ///
    /// # Errors
    /// If there is no such consultation, or it can't be entered or kept.
    pub async fn consultation_lapsed(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let mut asked: Consultation = deed.require(id).await?;
        let silent = names(asked.silent());
        let facts = [Fact::new("consultation", id), Fact::new("silent", silent)];
        asked.silence_recorded = true;
        deed.put(&asked)?;
        entered(deed, by.who, &asked, Operation::ConsultationLapsed, &facts).await
    }

    /// What `by` asked about goes on, once.
    ///
    /// # Errors
    /// [`StoreError::ConsultationUsed`] if it went on before; if it can't be entered or kept.
    pub async fn consultation_used(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let (asked, facts) = used(&mut deed, id, self.now()).await?;
        entered(deed, by.who, &asked, Operation::ConsultationUsed, &facts).await
    }
}

/// Uses up a consultation within `deed`; gives it, and what the entry says of it.
///
/// # Errors
/// [`StoreError::ConsultationUsed`] if what it was for went on before.
pub(super) async fn used(
    deed: &mut Deed,
    id: &str,
    now: Timestamp,
) -> Result<(Consultation, Vec<Fact>), StoreError> {
    let mut asked: Consultation = deed.require(id).await?;
    if let Some(at) = asked.used {
        return Err(StoreError::ConsultationUsed { id: id.to_owned(), at });
    }
    asked.used = Some(now);
    asked.silence_recorded = true;
    let said = |against: bool| {
        let of = |said: &Option<Opinion>| said.as_ref().is_some_and(|it| it.against == against);
        names(asked.consulted.iter().filter(|(_, said)| of(said)).map(|(who, _)| who))
    };
    let facts = vec![
        Fact::new("consultation", id),
        Fact::new("for", said(false)),
        Fact::new("against", said(true)),
        Fact::new("silent", names(asked.silent())),
    ];
    deed.put(&asked)?;
    Ok((asked, facts))
}

/// The first so many of them by name, and how many more there are: an entry has an end.
fn names<'a>(all: impl Iterator<Item = &'a PrincipalId>) -> String {
    let all: Vec<&PrincipalId> = all.collect();
    let named: Vec<&str> = all.iter().take(NAMED).map(|who| who.as_str()).collect();
    match all.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

async fn entered(
    deed: Deed,
    actor: &PrincipalId,
    asked: &Consultation,
    operation: Operation,
    facts: &[Fact],
) -> Result<u64, StoreError> {
    let outcome = Outcome::Success;
    let activity = Activity { operation, actor, asset: &asked.asset, outcome, facts };
    deed.enter(&activity).await
}
