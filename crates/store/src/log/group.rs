//! The one thread that appends. All who wait share a commit: it takes what there is, syncs once, and
//! answers each.

use super::append::Appender;
use crate::StoreError;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use terms::Timestamp;
use terms::seal::SealKey;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Entries and bytes in one commit, at most.
const MOST: usize = 4_096;
const MOST_BYTES: usize = 4 << 20;
/// For how long it waits for more where fewer ask than did a moment ago: while they keep coming, and
/// no longer than that. A sync that more share is worth some of their time.
const PAUSE: Duration = Duration::from_millis(4);
const GATHER: Duration = Duration::from_millis(16);
/// When nobody asks for so long, it does what can wait.
const IDLE: Duration = Duration::from_millis(5);
/// How much older than the newest entry one may be, in milliseconds. Moments are taken before an
/// entry waits its turn, in whole seconds: two who ask at once may come a second apart and in the
/// other order, and one may be held up for some of another.
const TOLERANCE: i64 = 2_000;

/// What the thread is asked.
pub(super) enum Ask {
    Append(Entry),
    /// Goes on under that key.
    Rekey(Arc<SealKey>, oneshot::Sender<Result<(), StoreError>>),
    /// Ends it; answers when all is on disk.
    Close(oneshot::Sender<()>),
}

/// An entry that waits for its commit.
pub(super) struct Entry {
    pub bytes: Vec<u8>,
    /// Milliseconds since 1970.
    pub time: i64,
    pub answer: oneshot::Sender<Answer>,
    /// Its place among those who may wait.
    pub _room: OwnedSemaphorePermit,
}

/// What became of an entry; the first of a commit brings the others' answers along, so that they are
/// told where they wait: waking each from this thread costs more than appending.
pub(super) type Answer = (Result<u64, Refusal>, Others);

/// Answers that are given when this is dropped, wherever that is.
#[derive(Default)]
pub(super) struct Others(Vec<(oneshot::Sender<Answer>, Result<u64, Refusal>)>);

impl Drop for Others {
    fn drop(&mut self) {
        for (answer, result) in self.0.drain(..) {
            // Who asked may have gone; the entry stays.
            let _ = answer.send((result, Self::default()));
        }
    }
}

/// Why an entry was not appended.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    Behind { time: i64, newest: i64 },
    Failed(String),
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        let at = |milliseconds: i64| Timestamp::from_unix(milliseconds.div_euclid(1_000));
        match refusal {
            Refusal::Behind { time, newest } => {
                Self::ClockBehind { at: at(time), newest: at(newest) }
            }
            Refusal::Failed(why) => Self::LedgerClosed(why),
        }
    }
}

/// Appends until it is closed, or nobody can ask any more.
pub(super) fn run(mut appender: Appender, asked: &Receiver<Ask>) {
    // As many as asked at once of late.
    let mut crowd = 1;
    let closing = loop {
        let next = if appender.is_settled() {
            asked.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            asked.recv_timeout(IDLE)
        };
        match next {
            Ok(Ask::Append(first)) => {
                let (batch, other) = gather(asked, first, crowd);
                crowd = batch.len().max(crowd - crowd.div_ceil(8));
                commit(&mut appender, batch);
                appender.shorten();
                match other {
                    Some(Other::Close(done)) => break Some(done),
                    Some(Other::Rekey(key, done)) => drop(done.send(appender.rekey(key))),
                    None => {}
                }
            }
            Ok(Ask::Rekey(key, done)) => drop(done.send(appender.rekey(key))),
            Ok(Ask::Close(done)) => break Some(done),
            Err(RecvTimeoutError::Timeout) => drop(appender.settle()),
            Err(RecvTimeoutError::Disconnected) => break None,
        }
    };
    // What can't be written in order now is written by the next who opens it.
    let _ = appender.close();
    appender.shown.lock().stopped.get_or_insert_with(|| "the workspace was closed".to_owned());
    drop(appender);
    closing.map(|done| done.send(()));
}

/// What else was asked, after the entries of a commit.
enum Other {
    Rekey(Arc<SealKey>, oneshot::Sender<Result<(), StoreError>>),
    Close(oneshot::Sender<()>),
}

/// All that wait, and those who are about to.
fn gather(asked: &Receiver<Ask>, first: Entry, crowd: usize) -> (Vec<Entry>, Option<Other>) {
    let (mut bytes, mut batch) = (first.bytes.len(), vec![first]);
    let until = Instant::now() + GATHER;
    while batch.len() < MOST && bytes < MOST_BYTES {
        let next = asked.try_recv().ok().or_else(|| {
            let left = until.saturating_duration_since(Instant::now()).min(PAUSE);
            (batch.len() < crowd).then(|| asked.recv_timeout(left).ok()).flatten()
        });
        match next {
            Some(Ask::Append(entry)) => {
                bytes += entry.bytes.len();
                batch.push(entry);
            }
            Some(Ask::Rekey(key, done)) => return (batch, Some(Other::Rekey(key, done))),
            Some(Ask::Close(done)) => return (batch, Some(Other::Close(done))),
            None => break,
        }
    }
    (batch, None)
}

/// Commits all that is not dated before the newest entry, and answers each.
fn commit(appender: &mut Appender, batch: Vec<Entry>) {
    let mut newest = appender.shown.lock().now.newest;
    let (mut entries, mut asked, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for Entry { bytes, time, answer, _room } in batch {
        if time < newest.saturating_sub(TOLERANCE) {
            answers.push((answer, Err(Refusal::Behind { time, newest })));
            continue;
        }
        newest = newest.max(time);
        entries.push(bytes);
        asked.push(answer);
    }
    if !entries.is_empty() {
        let first = appender.commit(entries, newest).map_err(|error| match error {
            StoreError::LedgerClosed(why) => Refusal::Failed(why),
            other => Refusal::Failed(other.to_string()),
        });
        let each = (0u64..).map(|offset| first.clone().map(|first| first + offset));
        answers.extend(asked.into_iter().zip(each));
    }
    if let Some((answer, result)) = answers.pop() {
        // Comes back, and answers the others here, if that one has gone.
        let _ = answer.send((result, Others(answers)));
    }
}
