//! Who holds which role, from TOML or CSV.

use super::rows::bounded;
use super::{Lines, Place, ReadError, csv_form, raci_toml};
use crate::Directory;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{PrincipalId, RoleId, Timestamp};
use toml::Spanned;

/// People and members of groups that one file lists.
const PEOPLE: usize = 100_000;

type Names = Vec<Spanned<String>>;
type Pairs = BTreeMap<Spanned<String>, Spanned<String>>;
type Ends = BTreeMap<Spanned<String>, Pairs>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    people: BTreeMap<Spanned<String>, Names>,
    #[serde(default)]
    groups: BTreeMap<String, Group>,
    #[serde(default)]
    deputies: Pairs,
    #[serde(default)]
    reports_to: Pairs,
    #[serde(default)]
    left: Pairs,
    #[serde(default)]
    until: Ends,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    members: Names,
    roles: Names,
}

impl Directory {
    /// Reads the TOML form. All but the first table may be missing:
    ///
    /// ```toml
    /// [people]
    /// "dana@example.org" = ["data-scientist"]
    ///
    /// [groups.ml-team]                          # gives its roles to its members
    /// members = ["dana@example.org"]
    /// roles = ["ml-engineer"]
    ///
    /// [deputies]                                # who acts for somebody who can't; gives no role
    /// "dana@example.org" = "emil@example.org"
    ///
    /// [reports_to]                              # whose word somebody can hardly go against
    /// "dana@example.org" = "lena@example.org"
    ///
    /// [left]                                    # who left holds no role, whatever else is listed
    /// "hugo@example.org" = "2026-03-31"
    ///
    /// [until]                                   # the last day (UTC) of a role, or a moment (RFC 3339)
    /// "dana@example.org" = { data-scientist = "2026-12-31" }
    /// ```
    ///
    /// # Errors
    /// If the text is too large or malformed, or lists more than 100,000 people; says where and what next.
    pub fn from_toml(text: &str) -> Result<Self, ReadError> {
        let text = bounded(text)?;
        let form: Form = raci_toml::parse(text)?;
        let lines = Lines::of(text);
        let place = |spanned: &Spanned<String>| lines.place(spanned.span().start);
        let mut directory = Self::default();
        for (name, roles) in &form.people {
            let who = principal(place(name), name.get_ref())?;
            let held = roles.iter().map(|found| role(place(found), found.get_ref()));
            directory.list(who, name.get_ref(), held.collect::<Result<_, _>>()?);
        }
        for (group, Group { members, roles }) in &form.groups {
            let roles: Vec<RoleId> = roles
                .iter()
                .map(|found| role(place(found), found.get_ref()))
                .collect::<Result<_, _>>()?;
            for member in members {
                directory.join(principal(place(member), member.get_ref())?, group, &roles);
            }
            limited(directory.people.len())?;
        }
        let pairs = |pairs: &Pairs| -> Result<BTreeMap<PrincipalId, PrincipalId>, ReadError> {
            let pair = |(one, other): (&Spanned<String>, &Spanned<String>)| {
                Ok((
                    principal(place(one), one.get_ref())?,
                    principal(place(other), other.get_ref())?,
                ))
            };
            pairs.iter().map(pair).collect()
        };
        directory.known.deputies = pairs(&form.deputies)?;
        directory.known.reports_to = pairs(&form.reports_to)?;
        for (name, roles) in &form.until {
            let who = principal(place(name), name.get_ref())?;
            for (found, end) in roles {
                let role = role(place(found), found.get_ref())?;
                if !directory.holds(&who, &role) {
                    let why = format!("{who} is not listed with {role}, so nothing of it can end");
                    return Err(ReadError::Syntax { place: place(found), why });
                }
                let moment = moment(place(end), end.get_ref())?;
                directory.known.until.insert((who.clone(), role), moment);
            }
        }
        for (name, day) in &form.left {
            let who = principal(place(name), name.get_ref())?;
            let held = directory.people.remove(&who).unwrap_or_default();
            directory.known.left.insert(who, (day.get_ref().clone(), held));
        }
        directory.some()
    }

    /// Reads the CSV form: a header `person,role`, then one line for each role that somebody
    /// holds.
    ///
    /// # Errors
    /// As [`Directory::from_toml`].
    pub fn from_csv(text: &str) -> Result<Self, ReadError> {
        let mut reader = csv_form::reader(bounded(text)?);
        let header = csv_form::header(&mut reader, &["person", "role"], "person,role")?;
        let mut directory = Self::default();
        while let Some(record) = csv_form::next(&mut reader, header.len())? {
            let at = |field| csv_form::place(&record, field);
            let field = |field| record.get(field).unwrap_or_default();
            let held = BTreeSet::from([role(at(1), field(1))?]);
            directory.list(principal(at(0), field(0))?, field(0), held);
        }
        directory.some()
    }

    /// Adds roles; a name that is listed in two spellings is told, as one person holds the roles of both.
    fn list(&mut self, who: PrincipalId, spelled: &str, roles: BTreeSet<RoleId>) {
        let spellings = self.known.spellings.entry(who.clone()).or_default();
        if !spellings.iter().any(|known| known == spelled) {
            spellings.push(spelled.to_owned());
        }
        self.people.entry(who).or_default().extend(roles);
    }

    fn join(&mut self, who: PrincipalId, group: &str, roles: &[RoleId]) {
        let held = self.people.entry(who.clone()).or_default();
        for role in roles {
            if held.insert(role.clone()) {
                self.known.through.insert((who.clone(), role.clone()), group.to_owned());
            }
        }
    }

    fn some(mut self) -> Result<Self, ReadError> {
        self.known.spellings.retain(|_, spellings| spellings.len() > 1);
        limited(self.people.len())?;
        match self.people.is_empty() && self.known.left.is_empty() {
            true => Err(ReadError::Empty { what: "person" }),
            false => Ok(self),
        }
    }
}

const fn limited(found: usize) -> Result<(), ReadError> {
    if found > PEOPLE {
        return Err(ReadError::TooLarge {
            what: "people",
            found: found as u64,
            limit: PEOPLE as u64,
        });
    }
    Ok(())
}

fn principal(place: Place, found: &str) -> Result<PrincipalId, ReadError> {
    PrincipalId::new(found).map_err(|why| {
        let (found, why) = (found.to_owned(), why.to_string());
        ReadError::Id { place, what: "principal", found, why }
    })
}

fn role(place: Place, found: &str) -> Result<RoleId, ReadError> {
    RoleId::new(found).map_err(|why| {
        let (found, why) = (found.to_owned(), why.to_string());
        ReadError::Id { place, what: "role", found, why }
    })
}

/// The end of a day in UTC, or a moment.
fn moment(place: Place, found: &str) -> Result<Timestamp, ReadError> {
    let day = Timestamp::try_from(format!("{found}T00:00:00Z")).map(|day| day.plus_days(1));
    day.or_else(|_| Timestamp::try_from(found.to_owned())).map_err(|_| {
        let why =
            "write its last day, as 2026-12-31, or a moment, as 2026-12-31T18:00:00Z".to_owned();
        ReadError::Id { place, what: "day", found: found.to_owned(), why }
    })
}
