//! An open workspace: the store, what was applied, the enforcement point, the authority, and the
//! models that are served. Use cases act on it; nothing here judges whether a deed was right.

use crate::access::{
    self, Ask, Authority, Caller, Enforcer, Providers, Refusal, Strangers, people,
};
use crate::config::{Config, Server};
use crate::probes::{FilesRead, Watch};
use crate::queries::Queries;
use crate::work::Pool;
use crate::{Applied, Code, Context as _, Error, store_config};
use gate::Cidr;
use protect::{Kek, Plan, TokenSecret, Viewer};
use serve::{Guard, Service};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use store::{Boxed, KeysUsed, Model, Permit, Secret, Secrets, Stage, Store, Version};
use terms::{Action, Asset, Classification, Clock};
use tokio::sync::Mutex;

/// An open workspace. Its clock is a parameter, and one process has it open at a time.
pub struct Workspace {
    pub store: Arc<Store>,
    pub enforcer: Enforcer,
    pub authority: Arc<Authority>,
    /// The models that answer.
    pub service: Service,
    /// Who could not show who they are.
    pub strangers: Strangers,
    /// Where people sign in.
    pub providers: Providers,
    /// What probes saw last, and whether something has changed since.
    pub watch: Watch,
    /// Digests of files in the folder, so that none is read twice.
    pub(crate) files_read: FilesRead,
    /// Who is being answered.
    pub(crate) queries: Queries,
    /// Where long work is done, so that requests find a core.
    pub pool: Pool,
    /// Who passes others on to the server, as the config in force says.
    proxies: Arc<RwLock<Vec<Cidr>>>,
    /// Where the server of this process listens, while one does.
    listens: RwLock<Option<SocketAddr>>,
    /// Held while a change is compared with what stands and applied, so that none slips between.
    pub(crate) applying: Mutex<()>,
}

impl Workspace {
    /// Opens the workspace in `folder`. The code in force is what was applied last; the files in
    /// the folder may differ until they are applied.
    ///
    /// # Errors
    /// If there is none, it does not verify, or is in use.
    pub fn open<'a>(folder: &'a Path, clock: Arc<dyn Clock>) -> Boxed<'a, Result<Self, Error>> {
        Box::pin(async move {
            let config = store_config(&Config::read(folder)?);
            let workspace =
                Self::over(Arc::new(Store::open(folder, &config, clock).await?)).await?;
            // A drill that was killed leaves nobody who could sign in.
            let itself = ledger::drill().internal("naming drills")?;
            access::remove(&workspace.store, &itself, |device| device.device.drill).await?;
            workspace.enforcer.record_silence().await?;
            Ok(workspace)
        })
    }

    /// The workspace over an open store.
    ///
    /// # Errors
    /// If what was applied does not parse, or the authority is damaged.
    pub fn over(store: Arc<Store>) -> Boxed<'static, Result<Self, Error>> {
        Box::pin(async move {
            let applied = Code::applied(&store).await?.map(Applied::of).transpose()?;
            let authority =
                Authority::open(&store).await.internal("opening the certificate authority")?;
            let guard =
                applied.as_ref().map_or_else(Guard::default, |applied| guard(&applied.code));
            let proxies = applied.as_ref().map(passing).unwrap_or_default();
            Ok(Self {
                service: Service::new(Arc::clone(&store), guard),
                enforcer: Enforcer::new(Arc::clone(&store), applied),
                authority: Arc::new(authority),
                strangers: Strangers::default(),
                providers: Providers::default(),
                watch: Watch::default(),
                files_read: FilesRead::default(),
                queries: Queries::default(),
                pool: Pool::default(),
                proxies: Arc::new(RwLock::new(proxies)),
                listens: RwLock::default(),
                applying: Mutex::default(),
                store,
            })
        })
    }

    /// A server of this process listens at `address` from now on, or none does.
    pub fn listens_at(&self, address: Option<SocketAddr>) {
        *self.listens.write().unwrap_or_else(PoisonError::into_inner) = address;
    }

    /// Where a server of this process listens.
    pub(crate) fn listens(&self) -> Option<SocketAddr> {
        *self.listens.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was applied last.
    ///
    /// # Errors
    /// If nothing was.
    pub fn in_force(&self) -> Result<Arc<Applied>, Error> {
        self.enforcer.in_force()
    }

    /// Lets `applied` decide and limit from the next request on.
    pub fn swap(&self, applied: Applied) {
        self.service.limit(guard(&applied.code));
        *self.proxies.write().unwrap_or_else(PoisonError::into_inner) = passing(&applied);
        self.enforcer.swap(applied);
    }

    /// Tells whether who connects from an address passes others on, as the config in force says at that
    /// moment.
    pub fn passing_on(&self) -> impl Fn(IpAddr) -> bool + Send + Sync + use<> {
        let proxies = Arc::clone(&self.proxies);
        move |address| {
            let proxies = proxies.read().unwrap_or_else(PoisonError::into_inner);
            proxies.iter().any(|proxy| proxy.contains(address))
        }
    }

    /// Asks the enforcement point.
    ///
    /// # Errors
    /// The refusal, which is in the ledger too.
    pub fn admit<'a>(&'a self, caller: &'a Caller, ask: Ask) -> Boxed<'a, Result<Permit, Refusal>> {
        Box::pin(async move { self.enforcer.admit(caller, ask).await })
    }

    /// Refuses who has no cell for `action` on `asset`, before any work is done for it or a body is
    /// read; entered as every refusal is. Who has one is not admitted by this yet.
    ///
    /// # Errors
    /// The refusal; or if nothing was applied.
    pub fn expect_cell<'a>(
        &'a self,
        caller: &'a Caller,
        action: Action,
        asset: &'a Asset,
    ) -> Boxed<'a, Result<(), Error>> {
        Box::pin(async move {
            let applied = self.in_force()?;
            if people::may_they(&applied.code, action, asset, &caller.principal).is_some() {
                return Ok(());
            }
            Ok(self.admit(caller, Ask::of(action, asset.clone())).await.map(drop)?)
        })
    }

    /// Serves every promoted model; gives how many that are.
    ///
    /// # Errors
    /// If one does not verify or load.
    pub fn serve_promoted<'a>(&'a self) -> Boxed<'a, Result<usize, Error>> {
        Box::pin(async move {
            let models =
                self.store.docs::<Model>().list().await.internal("reading the registry")?;
            let live = models.iter().filter(|model| model.stage == Stage::Promoted);
            let mut count = 0;
            for model in live {
                self.service.serve(&model.asset).await.internal("loading a promoted model")?;
                count += 1;
            }
            Ok(count)
        })
    }

    /// The certificates that clients of the server trust now (PEM).
    #[must_use]
    pub fn trusted(&self) -> String {
        self.authority.certificate_pem(self.store.now())
    }

    /// What clients call the server: this host, what the config in force names, and its address.
    #[must_use]
    pub fn server_names(&self) -> Vec<String> {
        let mut names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        let Some(applied) = self.enforcer.applied() else { return names };
        let server = &applied.code.config.server;
        let address = Some(server.address.ip()).filter(|address| !address.is_unspecified());
        names.extend(server.names.iter().map(|name| name.as_str().to_owned()));
        names.extend(address.map(|address| address.to_string()));
        names.sort();
        names.dedup();
        names
    }

    /// Where clients reach the server: by the first name that the config in force gives it, else by its
    /// address.
    #[must_use]
    pub fn url(&self) -> String {
        let applied = self.enforcer.applied();
        let server = applied.as_ref().map(|applied| &applied.code.config.server);
        let bound = self.listens().or_else(|| server.map(|server| server.address));
        let bound = bound.unwrap_or_else(|| Server::default().address);
        let named = server.and_then(|server| server.names.first());
        let host = match (named, bound.ip()) {
            (Some(name), _) => name.as_str().to_owned(),
            (None, ip) if ip.is_unspecified() => "localhost".to_owned(),
            (None, IpAddr::V6(ip)) => format!("[{ip}]"),
            (None, ip) => ip.to_string(),
        };
        format!("https://{host}:{}", bound.port())
    }

    /// Whether one person plays the parts of all at this host, as in `hygeia init --try`: as was applied,
    /// else as the config in the folder says.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        match self.enforcer.applied() {
            Some(applied) => applied.code.config.identity.trial,
            None => Config::read(self.store.folder()).is_ok_and(|config| config.identity.trial),
        }
    }

    /// The vault's folder, if the config in force names one.
    #[must_use]
    pub fn vault_folder(&self) -> Option<PathBuf> {
        let applied = self.enforcer.applied()?;
        let folder = applied.code.config.vault.folder.as_ref()?;
        Some(self.store.folder().join(folder))
    }

    /// The key that wraps the data keys of what is written; it unwraps also what was written before.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn kek(&self) -> Result<Kek, Error> {
        kek(&self.store.keys().secrets())
    }

    /// What a version that is written now is protected with, and the ids of these keys: all of one
    /// moment.
    ///
    /// # Errors
    /// If a key is damaged.
    pub fn protection(&self) -> Result<(Kek, Viewer, KeysUsed), Error> {
        let secrets = self.store.keys().secrets();
        let tokens = token_secret(&secrets.token)?;
        Ok((kek(&secrets)?, intake::viewer(tokens), secrets.in_use()))
    }

    /// What the columns of `version` hold, as they were classified, and as people said since.
    ///
    /// # Errors
    /// If nothing was applied.
    pub fn classified(&self, version: &Version) -> Result<Classification, Error> {
        let applied = self.in_force()?;
        Ok(version.classification.with(&applied.code.declared(&version.dataset)))
    }

    /// Makes tokens and masks of what `version` holds: its tokens stay what they were.
    ///
    /// # Errors
    /// If its key is damaged, or was destroyed.
    pub fn viewer(&self, version: &Version) -> Result<Viewer, Error> {
        Ok(intake::viewer(self.token_secret(version)?))
    }

    /// The secret that the tokens of `version` are made from.
    pub(crate) fn token_secret(&self, version: &Version) -> Result<TokenSecret, Error> {
        let secrets = self.store.keys().secrets();
        let secret = secrets.token_of(version.keys.as_ref());
        let gone = || Error::internal("the key that the version's tokens are made from is gone");
        token_secret(secret.ok_or_else(gone)?)
    }
}

/// The id of the workspace in `folder`, whoever has it open.
///
/// # Errors
/// If there is none.
pub fn id_in(folder: &Path) -> Result<String, Error> {
    Ok(Store::id_in(folder)?)
}

fn kek(secrets: &Secrets) -> Result<Kek, Error> {
    let read = |secret: &Secret| Kek::from_hex(&secret.hex);
    let earlier = secrets.earlier_keks().map(read).collect::<Result<Vec<_>, _>>();
    let newest = read(&secrets.kek).internal("reading the key-encryption key")?;
    Ok(newest.with_earlier(earlier.internal("reading an earlier key-encryption key")?))
}

fn token_secret(secret: &Secret) -> Result<TokenSecret, Error> {
    TokenSecret::from_hex(&secret.hex).internal("reading the token secret")
}

/// How the columns of `version` are stored.
///
/// # Errors
/// If a version of before was stored under a handling that contradicts itself.
pub fn stored_plan(version: &Version) -> Result<Plan, Error> {
    match &version.plan {
        Some(columns) => Ok(Plan { columns: columns.clone() }),
        None => Plan::by_class(&version.classification, &version.stored_under())
            .internal("reading how a version was stored"),
    }
}

fn passing(applied: &Applied) -> Vec<Cidr> {
    applied.code.config.server.proxies.clone()
}

fn guard(code: &Code) -> Guard {
    Guard { rows: code.config.serving.rows_per_minute, window: 60 }
}
