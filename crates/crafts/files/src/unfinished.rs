//! A file under another name, until it is whole.

use rustix::fs::{AtFlags, Mode as Bits, OFlags, openat, renameat, unlinkat};
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Hidden, and with an ending that listings can leave out.
const NAME: (&str, &str) = (".unfinished-", ".new");
/// Names that are tried before it is given up.
const TRIES: usize = 64;

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// 0600: its owner alone.
    Private,
    /// 0644, less what the umask takes away.
    Readable,
    /// As the file that it replaces; 0600 if there is none.
    Kept,
}

/// Whether a killed process could have left a file called `name`.
pub(crate) fn is_one(name: &str) -> bool {
    name.starts_with(NAME.0) && name.ends_with(NAME.1)
}

/// Removed when it is dropped before it got its name.
pub(crate) struct Unfinished<'a> {
    folder: &'a File,
    file: File,
    name: Option<String>,
}

impl<'a> Unfinished<'a> {
    /// A new file in `folder`; `there` is the mode of the file that it replaces.
    pub(crate) fn new(folder: &'a File, mode: Mode, there: Option<u32>) -> io::Result<Self> {
        let bits = Bits::from_raw_mode(if mode == Mode::Readable { 0o644 } else { 0o600 });
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        for _ in 0..TRIES {
            let name = fresh_name();
            match openat(folder, &name, flags, bits) {
                Ok(opened) => {
                    let this = Self { folder, file: File::from(opened), name: Some(name) };
                    if let (Mode::Kept, Some(kept)) = (mode, there) {
                        this.file.set_permissions(Permissions::from_mode(kept & 0o777))?;
                    }
                    return Ok(this);
                }
                Err(rustix::io::Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }

    /// Writes and syncs all of it, and gives it its name. A link that was put there meanwhile is
    /// replaced, and not followed: rename(2) works on names.
    pub(crate) fn finish(mut self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_all()?;
        if let Some(own) = &self.name {
            renameat(self.folder, own, self.folder, name)?;
        }
        self.name = None;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // What can't be removed now is swept later.
            let _ = unlinkat(self.folder, name, AtFlags::empty());
        }
    }
}

/// Unlike any other of this process, and hardly like one of another: `O_EXCL` decides.
fn fresh_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (count, process) = (COUNT.fetch_add(1, Ordering::Relaxed), std::process::id());
    format!("{}{process:x}-{count:x}-{:x}{}", NAME.0, since.as_nanos(), NAME.1)
}
