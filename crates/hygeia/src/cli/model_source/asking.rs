//! How a model is asked.

use std::path::PathBuf;

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Asking {
    /// The columns that the model takes, in its order; if not given, all but the label.
    #[arg(long, value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
    /// What the model's answers 0, 1, … mean, in that order; if not given, the labels in order.
    #[arg(long, value_delimiter = ',')]
    pub classes: Option<Vec<String>>,
    /// Of an address: the authorities that are trusted, in PEM; if not given, those of this machine.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Of an address: the certificate to show, in PEM, and its key. A bearer token is read from
    /// HYGEIA_TOKEN.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
}
