//! The shipped program, run for one verb.

use hygeia::failure::Ending;
use serde::de::DeserializeOwned;
use std::ffi::OsStr;
use std::process::Command;
use workspace::{Error, Kind};

/// A verb with its arguments.
pub struct Program(Command);

/// How a verb ended.
pub struct Done {
    code: i32,
    stdout: Vec<u8>,
    stderr: String,
}

impl Program {
    pub fn of(words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hygeia"));
        command.args(words).env_remove("HYGEIA_WORKSPACE").env_remove("HYGEIA_AS");
        Self(command)
    }

    #[must_use]
    pub fn and(mut self, word: impl AsRef<OsStr>) -> Self {
        self.0.arg(word);
        self
    }

    #[must_use]
    pub fn with(self, flag: &str, value: &(impl AsRef<OsStr> + ?Sized)) -> Self {
        self.and(flag).and(value)
    }

    pub async fn run(mut self) -> Done {
        let ran = tokio::task::spawn_blocking(move || self.0.output());
        let output = ran.await.unwrap().unwrap();
        Done {
            code: output.status.code().unwrap(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    /// Whether it was done.
    pub fn ok(self) -> Result<(), Error> {
        if self.code == 0 { Ok(()) } else { Err(self.error()) }
    }

    /// The answer in JSON; a verb that finds something, or waits for somebody, gives it too.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let told = [0, Ending::Refused as i32, Ending::Inconclusive as i32].contains(&self.code);
        match serde_json::from_slice(&self.stdout) {
            Ok(answer) if told => Ok(answer),
            _ => Err(self.error()),
        }
    }

    fn error(self) -> Error {
        let text = self.stderr.trim().strip_prefix("hygeia: ").unwrap_or(&self.stderr);
        let (message, remedy) = text.split_once("\n  next: ").unwrap_or((text, ""));
        let kind = match self.code {
            1 if message == "not found" => Kind::NotFound,
            1 => Kind::Refused,
            2 => Kind::Invalid,
            3 => Kind::Exhausted,
            _ => Kind::Internal,
        };
        Error::new(kind, message).remedy(remedy)
    }
}
