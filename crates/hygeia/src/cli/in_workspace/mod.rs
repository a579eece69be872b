//! Verbs that ask a workspace: requests to its API, and what people read of the answers.

pub mod abuse;
pub mod answer;
pub mod apply;
pub mod approve;
pub mod audit_checkpoint;
pub mod audit_consistency;
pub mod audit_export;
pub mod audit_inclusion;
pub mod audit_query;
pub mod break_glass;
pub mod can;
pub mod check;
pub mod dataset;
pub mod delete;
pub mod detokenise;
pub mod device;
pub mod drill;
pub mod feed;
pub mod ingest;
pub mod init;
pub mod invite;
pub mod join;
pub mod keys;
pub mod lock;
pub mod log;
pub mod login;
pub mod logout;
mod place;
pub mod posture;
pub mod promote;
pub mod proposals;
pub mod raci_unused;
pub mod refuse;
pub mod register;
pub mod retire;
pub mod review;
pub mod screen;
pub mod signals;
pub mod sql;
pub mod train;
pub mod up;
pub mod vault;
pub mod who;
pub mod whoami;

pub use place::{Actor, Place};

use crate::failure::Failure;
use clap::Subcommand;

/// The verbs, in the order of a workspace's life.
#[derive(Debug, Subcommand)]
pub enum Verb {
    Init(init::Args),
    Invite(invite::Args),
    Join(join::Args),
    Login(login::Args),
    Logout(logout::Args),
    #[command(name = "whoami")]
    WhoAmI(whoami::Args),
    Check(check::Args),
    Apply(apply::Args),
    Approve(approve::Args),
    Refuse(refuse::Args),
    Proposals(proposals::Args),
    Feed(feed::Args),
    Answer(answer::Args),
    #[command(subcommand)]
    Device(device::Verb),
    Lock(lock::Args),
    BreakGlass(break_glass::Args),
    Up(up::Args),
    Ingest(Box<ingest::Args>),
    #[command(subcommand)]
    Dataset(dataset::Verb),
    Sql(sql::Args),
    Detokenise(detokenise::Args),
    Delete(delete::Args),
    Register(register::Args),
    Promote(promote::Args),
    Retire(retire::Args),
    Abuse(abuse::Args),
    #[command(subcommand)]
    Keys(keys::Verb),
    Posture(posture::Args),
    Drill(drill::Args),
    #[command(subcommand)]
    Vault(vault::Verb),
    Review(review::Args),
    Who(who::Args),
    Can(can::Args),
}

/// Does what the verb says.
pub fn run(verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Init(args) => init::run(&args),
        Verb::Invite(args) => invite::run(&args),
        Verb::Join(args) => join::run(&args),
        Verb::Login(args) => login::run(&args),
        Verb::Logout(args) => logout::run(&args),
        Verb::WhoAmI(args) => whoami::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Apply(args) => apply::run(&args),
        Verb::Approve(args) => approve::run(&args),
        Verb::Refuse(args) => refuse::run(&args),
        Verb::Proposals(args) => proposals::run(&args),
        Verb::Feed(args) => feed::run(&args),
        Verb::Answer(args) => answer::run(&args),
        Verb::Device(verb) => device::run(&verb),
        Verb::Lock(args) => lock::run(&args),
        Verb::BreakGlass(args) => break_glass::run(&args),
        Verb::Up(args) => up::run(&args),
        Verb::Ingest(args) => ingest::run(&args),
        Verb::Dataset(verb) => dataset::run(&verb),
        Verb::Sql(args) => sql::run(&args),
        Verb::Detokenise(args) => detokenise::run(&args),
        Verb::Delete(args) => delete::run(&args),
        Verb::Register(args) => register::run(&args),
        Verb::Promote(args) => promote::run(&args),
        Verb::Retire(args) => retire::run(&args),
        Verb::Abuse(args) => abuse::run(&args),
        Verb::Keys(verb) => keys::run(&verb),
        Verb::Posture(args) => posture::run(&args),
        Verb::Drill(args) => drill::run(&args),
        Verb::Vault(verb) => vault::run(&verb),
        Verb::Review(args) => review::run(&args),
        Verb::Who(args) => who::run(&args),
        Verb::Can(args) => can::run(&args),
    }
}
