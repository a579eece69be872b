//! Entries of the ledger on their way out: notices to people, events to whoever watches over systems.
//!
//! The ledger itself is the outbox: what is entered is delivered after it, each sink from where it stopped
//! ([`position`]), so that nothing is told that did not happen, and nothing that happened is lost on the way.
//! A batch that was not taken is sent again, later each time: **at least once**; each entry has its number,
//! by which a receiver knows it again.

mod batch;
mod error;
mod lineage;
mod lines;
mod mail;
mod openlineage;
pub(crate) mod otlp;
mod position;
mod syslog;
mod trust;
mod webhook;

pub(crate) use position::Position;

use crate::config::{Audit, Notices};
use crate::{Applied, Context as _, Error, Workspace};
use batch::Batch;
use error::SinkError;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Boxed;
use terms::Digest;
use tokio::time::Instant;

/// How often to look whether something was entered.
const TICK: Duration = Duration::from_secs(1);
/// Mails are no flood: what happens within this is one.
const GATHERED: Duration = Duration::from_secs(60);
/// After a failure, first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));
/// Entries that are delivered at once.
const AT_ONCE: u64 = 256;

/// Takes batches of entries; keeps a connection open in between.
trait Deliver: Send {
    /// Returns once all of them are taken. Blocks.
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError>;
}

/// A place that entries go to, as the config says.
pub(crate) struct Sink {
    /// Stable: what its position is kept under.
    pub name: &'static str,
    /// What it is shown as.
    pub to: String,
    /// Of all that the config says of it: another place begins anew.
    identity: Digest,
    /// Whether it has every entry from the first; else it begins with what is entered from now on.
    whole: bool,
    /// Whether it tells lineage, and not the entries themselves.
    lineage: bool,
    pause: Duration,
    made: Box<dyn Deliver>,
}

/// Every sink that the config in force names.
pub(crate) fn all(folder: &Path, applied: &Applied) -> Vec<Sink> {
    let (notices, audit) = (&applied.code.config.notices, &applied.code.config.audit);
    [told(folder, notices), watched(folder, audit)].into_iter().flatten().collect()
}

fn told(folder: &Path, notices: &Notices) -> Vec<Sink> {
    let mails = notices.mails.as_ref().map(|mails| {
        let path = folder.join(mails);
        let (to, from) = (path.display().to_string(), notices.from.clone().unwrap_or_default());
        let made = Box::new(mail::Maildir { path, from });
        let said = (mails, &notices.from);
        Sink { pause: GATHERED, ..sink("notices-mails", to, &said, made) }
    });
    let webhook = notices.webhook.as_ref().map(|hook| {
        let made = webhook::Hook::new(folder, hook.clone(), webhook::Kind::Notices);
        sink("notices-webhook", hook.url.host(), hook, Box::new(made))
    });
    mails.into_iter().chain(webhook).collect()
}

fn watched(folder: &Path, audit: &Audit) -> Vec<Sink> {
    let file = audit.file.as_ref().map(|file| {
        let path = folder.join(file);
        let to = path.display().to_string();
        sink("audit-file", to, file, Box::new(lines::Lines { path, lineage: false }))
    });
    let syslog = audit.syslog.as_ref().map(|to| {
        let made = syslog::Sender::new(folder, to.clone());
        sink("audit-syslog", to.to.to_string(), to, Box::new(made))
    });
    let webhook = audit.webhook.as_ref().map(|hook| {
        let made = webhook::Hook::new(folder, hook.clone(), webhook::Kind::Events);
        sink("audit-webhook", hook.url.host(), hook, Box::new(made))
    });
    let lineage = audit.lineage.as_ref().map(|file| {
        let path = folder.join(file);
        let to = path.display().to_string();
        sink("lineage-file", to, file, Box::new(lines::Lines { path, lineage: true }))
    });
    let openlineage = audit.openlineage.as_ref().map(|to| {
        let made = openlineage::Api::new(folder, to.clone());
        sink("lineage-http", to.url.host(), to, Box::new(made))
    });
    let lineage = lineage.into_iter().chain(openlineage).map(|sink| Sink { lineage: true, ..sink });
    let all = file.into_iter().chain(syslog).chain(webhook).chain(lineage);
    all.map(|sink| Sink { whole: true, ..sink }).collect()
}

fn sink(name: &'static str, to: String, said: &impl Debug, made: Box<dyn Deliver>) -> Sink {
    let identity = Digest::of(format!("{name} {said:?}").as_bytes());
    Sink { name, to, identity, whole: false, lineage: false, pause: Duration::ZERO, made }
}

impl Sink {
    /// Whether `position` is of this very place.
    pub(crate) fn is_at(&self, position: &Position) -> bool {
        position.is_of(self.identity)
    }
}

impl Workspace {
    /// Delivers what is entered to where the config in force says; never ends.
    pub fn keep_delivering<'a>(&'a self) -> Boxed<'a, ()> {
        Box::pin(async move {
            let mut under_way = UnderWay::default();
            loop {
                under_way.turn(self).await;
                tokio::time::sleep(TICK).await;
            }
        })
    }

    /// Delivers once what was entered and not delivered yet; whoever has no server running, and tests.
    ///
    /// # Errors
    /// What a sink did not take, the first of them.
    pub fn deliver_now<'a>(&'a self) -> Boxed<'a, Result<(), Error>> {
        Box::pin(async move {
            let mut under_way = UnderWay::default();
            under_way.turn(self).await;
            let failed = under_way.sinks.values().find_map(|one| one.failed.clone());
            failed.map_or(Ok(()), |why| Err(Error::internal(why)))
        })
    }
}

/// The sinks of a running server.
#[derive(Default)]
struct UnderWay {
    /// Of which config in force they are.
    applied: Option<Digest>,
    sinks: BTreeMap<&'static str, One>,
}

/// One of them, and when it is its turn.
struct One {
    sink: Sink,
    next: Instant,
    wait: Duration,
    failed: Option<String>,
    /// It took something since this process began.
    delivered: bool,
}

impl UnderWay {
    /// Lets each sink whose turn it is have what it has not got yet.
    async fn turn(&mut self, workspace: &Workspace) {
        let Some(applied) = workspace.enforcer.applied() else { return };
        let digest = applied.code.texts.digest();
        if self.applied != Some(digest) {
            self.change(all(workspace.store.folder(), &applied));
            self.applied = Some(digest);
        }
        for one in self.sinks.values_mut().filter(|one| one.next <= Instant::now()) {
            let before = (one.failed.is_some(), one.delivered);
            one.turn(workspace, &applied).await;
            if before != (one.failed.is_some(), one.delivered) {
                workspace.watch.forget();
            }
        }
    }

    /// Those that stay keep their connection.
    fn change(&mut self, sinks: Vec<Sink>) {
        let mut before = std::mem::take(&mut self.sinks);
        for sink in sinks {
            let same = before.remove(sink.name).filter(|one| one.sink.identity == sink.identity);
            let new = || One {
                next: Instant::now(),
                wait: AGAIN.0,
                failed: None,
                delivered: false,
                sink,
            };
            let one = same.unwrap_or_else(new);
            self.sinks.insert(one.sink.name, one);
        }
    }
}

impl One {
    async fn turn(&mut self, workspace: &Workspace, applied: &Arc<Applied>) {
        match self.sink.catch_up(workspace, applied).await {
            Ok(delivered) => {
                (self.wait, self.failed) = (AGAIN.0, None);
                self.delivered |= delivered;
                if delivered {
                    self.next = Instant::now() + self.sink.pause;
                }
            }
            Err(why) => {
                tracing::warn!(target: "hygeia", sink = self.sink.name, "not delivered: {why}");
                self.failed = Some(why);
                self.next = Instant::now() + self.wait;
                self.wait = (self.wait * 2).min(AGAIN.1);
            }
        }
    }
}

impl Sink {
    /// Delivers all that there is, batch by batch; whether there was something.
    async fn catch_up(
        &mut self,
        workspace: &Workspace,
        applied: &Arc<Applied>,
    ) -> Result<bool, String> {
        let folder = workspace.store.folder().to_owned();
        let mut delivered = false;
        loop {
            let wanted = (self.name, self.identity, self.whole);
            let next = next_batch(wanted, workspace, applied, &folder).await;
            let Some((mut position, mut batch)) = next.map_err(|error| error.to_string())? else {
                return Ok(delivered);
            };
            if self.lineage {
                let runs = lineage::runs(workspace, &batch.entries).await;
                batch.runs = runs.map_err(|error| error.to_string())?;
            }
            let mut made = std::mem::replace(&mut self.made, Box::new(Broken));
            let sent = tokio::task::spawn_blocking(move || {
                let sent = made.deliver(&batch);
                (made, batch, sent)
            });
            let (made, batch, sent) = sent.await.map_err(|_| SinkError::Broken.to_string())?;
            self.made = made;
            let sent = sent.map_err(|error| error.to_string());
            // Of entries that are no lineage nothing is sent: that proves no endpoint.
            let told = !self.lineage || !batch.runs.is_empty();
            position.went(&batch, told, sent.as_ref().err().map(String::as_str));
            let kept = position.keep(&folder, self.name);
            delivered = true;
            sent?;
            kept.map_err(|error| error.to_string())?;
        }
    }
}

/// Where each sink begins that `applied` names and that has not begun: at this moment, whether a server runs
/// or not. What can't be kept is tried again by the next server.
pub(crate) fn begin(workspace: &Workspace, applied: &Applied) {
    let folder = workspace.store.folder();
    for Sink { name, identity, whole, .. } in all(folder, applied) {
        if let Err(why) = begun((name, identity, whole), workspace, folder) {
            tracing::warn!(target: "hygeia", sink = name, "it can't begin: {why}");
        }
    }
}

/// Where the sink of that name is, or begins now.
fn begun(
    (name, identity, whole): (&'static str, Digest, bool),
    workspace: &Workspace,
    folder: &Path,
) -> Result<Position, Error> {
    if let Some(known) = Position::read(folder, name)?.filter(|known| known.is_of(identity)) {
        return Ok(known);
    }
    let from = if whole { 0 } else { workspace.store.ledger_size() };
    let new = Position::begin(identity, from, workspace.store.now());
    new.keep(folder, name).internal("keeping where a sink begins")?;
    Ok(new)
}

/// What the sink of that name has not got yet, and where it is.
async fn next_batch(
    (name, identity, whole): (&'static str, Digest, bool),
    workspace: &Workspace,
    applied: &Arc<Applied>,
    folder: &Path,
) -> Result<Option<(Position, Batch)>, Error> {
    let size = workspace.store.ledger_size();
    let now = workspace.store.now();
    let position = begun((name, identity, whole), workspace, folder)?;
    let from = position.entries();
    let mut pages = workspace.store.event_pages(from..size.min(from.saturating_add(AT_ONCE)));
    let page = pages.next().await.internal("reading the ledger")?;
    Ok(page.map(|entries| {
        let workspace_id = workspace.store.id().to_owned();
        let batch = Batch {
            workspace: workspace_id,
            name: applied.code.config.workspace.name.clone(),
            url: workspace.url(),
            applied: Arc::clone(applied),
            now,
            entries,
            runs: Vec::new(),
        };
        (position, batch)
    }))
}

/// In the place of what ended in the middle: it is made anew with the next config, or server.
struct Broken;

impl Deliver for Broken {
    fn deliver(&mut self, _: &Batch) -> Result<(), SinkError> {
        Err(SinkError::Broken)
    }
}
