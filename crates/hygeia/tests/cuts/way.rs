//! The ways to use cases: directly, by routes over HTTPS, and by verbs.

use crate::cut::Cut;
use crate::dishonest::Dishonest;
use crate::routes::{Routes, SignIns};
use crate::verbs::Verbs;
use async_trait::async_trait;
use hygeia::failure::Failure;
use hygeia::journey::MakeUseCases;
use hygeia::server::{Address, Listening, Running, serve};
use hygeia::site;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use terms::Digest;
use tokio::sync::Mutex;
use workspace::{SignIn, Traces, UseCases, Workspace};

/// How the journey comes to the use cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Direct,
    Routes,
    Verbs,
}

impl Way {
    /// By its name in lower case.
    pub fn of(name: &str) -> Self {
        match name {
            "direct" => Self::Direct,
            "routes" => Self::Routes,
            "verbs" => Self::Verbs,
            other => panic!("there is no way {other}"),
        }
    }

    /// Whether `cut` is run by this way now.
    pub fn is_chosen(self, cut: Cut) -> bool {
        let seed = std::env::var("HYGEIA_SEED").ok().and_then(|seed| seed.parse().ok());
        let long = std::env::var("HYGEIA_LONG").is_ok_and(|long| long == "1");
        long || self.draws(cut, seed.unwrap_or(21))
    }

    /// Whether `cut` is in the share of `seed`: all directly; the others in an order of the seed's
    /// own, of which one in three goes by routes, and another by verbs.
    pub fn draws(self, cut: Cut, seed: u64) -> bool {
        let turn = match self {
            Self::Direct => return true,
            Self::Routes => 0,
            Self::Verbs => 1,
        };
        let mut order = Cut::ALL.to_vec();
        order.sort_by_key(|cut| Digest::of(format!("{seed} {cut:?}").as_bytes()));
        order.iter().position(|other| *other == cut).unwrap() % 3 == turn
    }
}

/// Makes the use cases of one way, honest but for one cut.
pub struct Ways {
    cut: Option<Cut>,
    way: Way,
    /// A folder outside of the demo's, for what verbs read and write.
    aside: PathBuf,
    sign_ins: Arc<SignIns>,
    /// The server over the dishonest use cases, if this way needs one.
    running: Mutex<Option<Running>>,
}

impl Ways {
    pub fn new(cut: Option<Cut>, way: Way, aside: &Path) -> Self {
        let (aside, sign_ins) = (aside.to_owned(), Arc::default());
        Self { cut, way, aside, sign_ins, running: Mutex::default() }
    }

    /// Stops the server, if there is one.
    pub async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await.unwrap();
        }
    }

    /// Serves `use_cases`; what was served before is gone.
    async fn served(&self, use_cases: &Arc<dyn UseCases>, socket: bool) -> SocketAddr {
        self.stop().await;
        let known = Address::default();
        let router = site::router(Arc::clone(use_cases), Arc::clone(&known), Traces::default());
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listening = Listening { addresses: vec![free], socket };
        let running = serve(use_cases.workspace(), router, &known, &listening).await.unwrap();
        let address = running.address;
        *self.running.lock().await = Some(running);
        address
    }
}

#[async_trait]
impl MakeUseCases for Ways {
    async fn make(&self, workspace: Workspace) -> Result<Arc<dyn UseCases>, Failure> {
        let inner: Arc<dyn UseCases> = Arc::new(Dishonest { cut: self.cut, workspace });
        Ok(match self.way {
            Way::Direct => inner,
            Way::Routes => {
                let address = self.served(&inner, false).await;
                let sign_ins = Arc::clone(&self.sign_ins);
                Arc::new(Routes { inner, address, sign_ins })
            }
            Way::Verbs => {
                self.served(&inner, true).await;
                std::fs::create_dir_all(&self.aside).unwrap();
                Arc::new(Verbs { inner, aside: self.aside.clone() })
            }
        })
    }

    fn is_trial(&self) -> bool {
        matches!(self.way, Way::Verbs)
    }

    fn signs_in(&self, sign_in: &SignIn) {
        let mut all = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(sign_in.device.clone(), sign_in.clone());
    }
}
