//! The Unix socket: for the same user on the same host, who needs no certificate.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::sleep;

/// Bytes that `sun_path` holds, with the zero at its end (unix(7)).
const SUN_PATH: usize = 108;
/// Names to try for the folder in which a socket is made, and for its lock.
const TRIES: u32 = 64;
const PAUSE: Duration = Duration::from_millis(50);

/// A Unix socket that listens; its file is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Local {
    listener: UnixListener,
    file: SocketFile,
}

impl Local {
    /// Listens at `path`, for this user and root alone.
    ///
    /// # Errors
    /// [`ErrorKind::AddrInUse`] if another server answers there; [`ErrorKind::AlreadyExists`] if
    /// something else than a socket is there; if the folder can't be written.
    pub(crate) async fn bind(path: &Path) -> io::Result<Self> {
        // A socket has the mode that the umask leaves until it is changed. Until then it is in a
        // folder that nobody else can enter.
        let workshop = Workshop::beside(path)?;
        let fresh = workshop.0.join("new");
        let listener = UnixListener::bind(Way::to(&fresh)?.path())?;
        fs::set_permissions(&fresh, Permissions::from_mode(0o600))?;
        let made = fs::symlink_metadata(&fresh)?;
        let _lock = locked(parent(path)).await?;
        free(path).await?;
        fs::rename(&fresh, path)?;
        let file = SocketFile { path: path.to_owned(), inode: inode(&made), owner: made.uid() };
        Ok(Self { listener, file })
    }

    /// The next connection, and the user it belongs to. Those of other users are closed at once.
    pub(super) async fn accept(&self) -> io::Result<(UnixStream, u32)> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            let user = stream.peer_cred().map(|peer| peer.uid());
            // The file's mode has kept others out; but it can be changed, and this can't.
            if let Ok(uid) = user
                && [self.file.owner, 0].contains(&uid)
            {
                return Ok((stream, uid));
            }
        }
    }
}

/// Connects to the Unix socket at `path`, which may be longer than a socket address.
///
/// # Errors
/// As `connect(2)`: [`ErrorKind::NotFound`] or [`ErrorKind::ConnectionRefused`] if nobody listens.
pub async fn connect(path: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(Way::to(path)?.path()).await
}

/// Locks `folder`, so that no other server looks for a place in it at the same time, as long as the
/// file is held: of two that find the same stale socket, the second finds the first one's.
async fn locked(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    for _ in 0..TRIES {
        match folder.try_lock() {
            Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
            // Some file systems can't lock a folder. Then two servers must not start at once.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(folder),
        }
    }
    let message = "another program keeps the socket's folder locked: stop it first";
    Err(io::Error::new(ErrorKind::WouldBlock, message))
}

/// Whether there is nothing at `path`, or a socket that nobody answers any more.
async fn free(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            let message = format!("{} is no socket: move it away", path.display());
            return Err(io::Error::new(ErrorKind::AlreadyExists, message));
        }
        Ok(_) => {}
    }
    match connect(path).await {
        // Only this says that nobody listens: a full backlog, for one, belongs to somebody alive.
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(()),
        _ => {
            let message = format!("another server listens at {}: stop it first", path.display());
            Err(io::Error::new(ErrorKind::AddrInUse, message))
        }
    }
}

/// A path that fits into a socket address, for as long as this is held.
struct Way {
    path: PathBuf,
    _folder: Option<File>,
}

impl Way {
    fn to(path: &Path) -> io::Result<Self> {
        if path.as_os_str().len() < SUN_PATH {
            return Ok(Self { path: path.to_owned(), _folder: None });
        }
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        let folder = File::open(parent(path))?;
        let path = Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name);
        Ok(Self { path, _folder: Some(folder) })
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// A folder beside a socket that only this user can enter; removed when dropped.
struct Workshop(PathBuf);

impl Workshop {
    fn beside(path: &Path) -> io::Result<Self> {
        let mut error = io::Error::from(ErrorKind::AlreadyExists);
        for attempt in 0..TRIES {
            let name = format!(".socket-{}-{attempt}", std::process::id());
            let folder = parent(path).join(name);
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(found) if found.kind() == ErrorKind::AlreadyExists => error = found,
                Err(other) => return Err(other),
            }
        }
        Err(error)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

#[derive(Debug)]
struct SocketFile {
    path: PathBuf,
    inode: (u64, u64),
    owner: u32,
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Another server's, if somebody removed ours meanwhile, stays.
        let found = fs::symlink_metadata(&self.path);
        if found.is_ok_and(|found| inode(&found) == self.inode) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn inode(found: &fs::Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}
