//! What verbs share that work in a workspace: where it is, and who acts.

use crate::client::{Client, is_url};
use crate::failure::{At, Failure};
use std::io::Write;
use std::path::{Path, PathBuf};
use terms::PrincipalId;
use workspace::Code;
use workspace::config::Config;

// Doc comments on these would become the help of every verb that has these arguments.

#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The workspace's folder, or the server that was joined: https://HOST:PORT.
    #[arg(long, env = "HYGEIA_WORKSPACE", default_value = ".", value_name = "DIR|URL")]
    pub workspace: PathBuf,
}

#[derive(Debug, Clone, clap::Args)]
pub struct Actor {
    #[command(flatten)]
    pub place: Place,
    /// In whose name, in a trial; elsewhere whoever joined over this device.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    pub who: Option<PrincipalId>,
}

/// Does something that waits, on threads of its own.
///
/// # Errors
/// As `deed`, or if the system gives no threads.
pub fn block_on<T>(deed: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Runtime::new().internal("starting")?.block_on(deed)
}

impl Place {
    /// What asks the workspace, for whoever sits here.
    ///
    /// # Errors
    /// If there is no workspace.
    pub async fn client(&self) -> Result<Client, Failure> {
        Client::of(&self.workspace, None).await
    }

    /// The vault's folder: as given, else as it was applied to the workspace. Where that can't be read
    /// any more, or nothing was applied, as hygeia.toml says, which is told.
    ///
    /// # Errors
    /// If neither names one.
    pub fn vault(&self, given: Option<&Path>) -> Result<PathBuf, Failure> {
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        let applied = block_on(async { Ok(Code::applied_to(&self.workspace).await) })?;
        let named = || Ok::<_, Failure>(Config::read(&self.workspace)?.vault.folder);
        let tell = |why: &str| {
            let _ =
                writeln!(std::io::stderr(), "the vault is the one that hygeia.toml names: {why}");
        };
        let folder = match applied {
            Ok(Some(code)) => code.config.vault.folder,
            Ok(None) => {
                let folder = named()?;
                tell("nothing was applied yet");
                folder
            }
            Err(error) => {
                let folder = named()?;
                tell(&format!("what was applied can't be read ({error})"));
                folder
            }
        };
        folder.map(|folder| self.workspace.join(folder)).ok_or_else(|| {
            Failure::usage("no vault is named")
                .hint("give --vault DIR, or name it in hygeia.toml: [vault] folder = \"DIR\"")
        })
    }

    /// The folder where files of the workspace are written and read: its own, or where one is.
    #[must_use]
    pub fn files(&self) -> &Path {
        match self.workspace.to_str().is_some_and(is_url) {
            true => Path::new("."),
            false => &self.workspace,
        }
    }

    /// ` --workspace DIR`, for a next step that is to work as it is printed; nothing where that is
    /// where one is.
    #[must_use]
    pub fn flag(&self) -> String {
        match self.workspace.as_os_str() == "." {
            true => String::new(),
            false => format!(" --workspace {}", shown(&self.workspace)),
        }
    }
}

impl Actor {
    /// What asks the workspace, in the name of whoever acts.
    ///
    /// # Errors
    /// If there is no workspace.
    pub async fn client(&self) -> Result<Client, Failure> {
        let client = Client::of(&self.place.workspace, self.who.clone()).await?;
        if self.who.is_none() && client.kept().is_none() {
            client.close().await;
            return Err(nobody());
        }
        Ok(client)
    }

    /// ` --as NAME`, for a next step that is to work as it is printed; nothing for who acts over a device
    /// of their own.
    #[must_use]
    pub fn flag(&self) -> String {
        self.who.as_ref().map_or_else(String::new, |who| format!(" --as {who}"))
    }
}

/// Nobody says, and nothing here shows, in whose name.
fn nobody() -> Failure {
    Failure::usage("nothing says in whose name: nobody has joined this workspace from here").hint(
        "hygeia join URL CODE; or, where one person tries it alone, say whose part: --as NAME",
    )
}

/// A path as a shell reads it back.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:,".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_step_carries_the_workspace_along_as_a_shell_reads_it() {
        let place = |folder: &str| Place { workspace: folder.into() };
        assert_eq!(place(".").flag(), "");
        assert_eq!(place("ws").flag(), " --workspace ws");
        assert_eq!(place("my team's").flag(), r" --workspace 'my team'\''s'");
    }
}
