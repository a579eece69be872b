//! Mails (RFC 5322) in a Maildir: `new/` holds one for each person and batch.

use super::Deliver;
use super::batch::{Batch, Told};
use super::error::SinkError;
use crate::config::MailAddress;
use files::{Folder, Mode};
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;
use std::collections::BTreeMap;
use std::path::PathBuf;
use terms::Digest;

/// Hexadecimal digits of a person's name in that of a file.
const DIGITS: usize = 16;

/// A folder that what sends mail looks into.
pub(super) struct Maildir {
    pub path: PathBuf,
    pub from: MailAddress,
}

impl Deliver for Maildir {
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError> {
        for name in ["new", "cur", "tmp"] {
            files::private_folder(&self.path.join(name))?;
        }
        let new = Folder::open(&self.path.join("new"))?;
        let told = batch.told();
        let mut people: BTreeMap<MailAddress, Vec<&Told>> = BTreeMap::new();
        for one in &told {
            let known = one.to.iter().filter_map(|who| MailAddress::parse(who.as_str()));
            known.for_each(|who| people.entry(who).or_default().push(one));
        }
        let (first, last) = batch.span();
        for (person, told) in people {
            let whose: String =
                Digest::of(person.as_str().as_bytes()).hex().chars().take(DIGITS).collect();
            // The same mail has the same name: what is delivered again takes its own place.
            let id = format!("{first}-{last}.{whose}");
            let mail = self.mail(batch, &person, &told, &id)?;
            let name = format!("{}.{id}.{}", batch.now.unix(), batch.workspace);
            new.write(name, &mail, Mode::Private)?;
        }
        Ok(())
    }
}

impl Maildir {
    fn mail(
        &self,
        batch: &Batch,
        person: &MailAddress,
        told: &[&Told],
        id: &str,
    ) -> Result<Vec<u8>, SinkError> {
        let subject = match told {
            [one] => format!("{}: {} {} {}", batch.name, one.who, one.action, one.asset),
            many => format!("{}: {} things that you are told of", batch.name, many.len()),
        };
        let lines: String = told.iter().map(|one| line(one)).collect();
        let text = format!(
            "{lines}\nYou are told because of the roles that you hold at {}.\n\
             All of it, and what waits for your word: hygeia feed\n",
            batch.url
        );
        MessageBuilder::new()
            .from(self.from.as_str())
            .to(person.as_str())
            .subject(subject)
            .message_id(format!("{id}@{}.hygeia", batch.workspace))
            .date(batch.now.unix())
            // Nobody answers a machine (RFC 3834, section 5).
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .text_body(text)
            .write_to_vec()
            .map_err(SinkError::Mail)
    }
}

fn line(told: &Told) -> String {
    let roles = |roles: &[terms::RoleId]| -> String {
        roles.iter().map(|role| role.as_str().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let asked = match (told.consulted.as_slice(), told.informed.as_slice()) {
        ([], informed) => format!("informed: {}", roles(informed)),
        (consulted, []) => format!("consulted: {}", roles(consulted)),
        (consulted, informed) => {
            format!("consulted: {}; informed: {}", roles(consulted), roles(informed))
        }
    };
    let Told { id, at, who, action, asset, ended, .. } = told;
    format!("{at}  {who}  {action}  {asset}  {ended}\n    {asked}  ({id})\n")
}
