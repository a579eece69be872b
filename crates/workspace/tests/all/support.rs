//! A workspace with the sample's RACI, people and a dataset.

use hygeia_workspace::access::Enforcer;
use hygeia_workspace::config::Config;
use hygeia_workspace::{Applied, Ask, Caller, Code, Origin, Texts};
use std::sync::Arc;
use store::{Consultation, EnrolledDevice, Opinion, Store, StoreConfig};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Denial, Device, DeviceId, Digest,
    FixedClock, Posture, PrincipalId, Request, RoleId, Timestamp, ZoneClass,
};

pub const NOW: i64 = 1_800_000_000;
pub const DANA: &str = "dana@example.org";

pub struct Place {
    pub clock: Arc<FixedClock>,
    pub enforcer: Arc<Enforcer>,
    _dir: TempDir,
}

/// The sample's code, in force.
pub fn applied() -> Applied {
    let texts = Texts::sample(&Config::new("test"), "loans").unwrap();
    Applied::of(Code::parse(texts).unwrap()).unwrap()
}

impl Place {
    pub async fn new() -> Self {
        Self::at(Timestamp::from_unix(NOW)).await
    }

    pub async fn at(now: Timestamp) -> Self {
        Self::of(applied(), now).await
    }

    /// With `applied` in force.
    pub async fn of(applied: Applied, now: Timestamp) -> Self {
        let clock = Arc::new(FixedClock::at(now));
        let dir = TempDir::new().unwrap();
        let store =
            Store::create(dir.path(), &StoreConfig::default(), clock.clone()).await.unwrap();
        let enforcer = Enforcer::new(Arc::new(store), Some(applied));
        Self { clock, enforcer: Arc::new(enforcer), _dir: dir }
    }

    pub fn store(&self) -> &Arc<Store> {
        self.enforcer.store()
    }

    /// `asker` asks for a model to be promoted, had the RACI a cell for that.
    pub async fn asks_for(&self, asker: &PrincipalId, model: &Asset, detail: Digest) {
        let (action, asset, principal) = (Action::Promote, model.clone(), asker.clone());
        let cell = CellRef {
            activity: ActivityId::new("promote").unwrap(),
            asset: model.clone(),
            role: RoleId::new("tester").unwrap(),
            letters: "R".into(),
        };
        let context = Context {
            device: None,
            zone: ZoneClass::Unknown,
            at: self.store().now(),
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Restricted,
            behind_live_model: false,
            singled_out_percent: 0,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: None,
        };
        let decision = Decision {
            request: Request { principal, action, asset, detail: Some(detail), context },
            cells: vec![cell],
            obligations: Vec::new(),
            denial: None,
            policy: Digest::of(b"policy"),
        };
        let permit = self.store().passage(&decision).await.unwrap();
        self.store().promotion_asked(&permit, None).await.unwrap();
    }

    /// `caller` asks, and everybody who is consulted on it answers.
    pub async fn heard(&self, caller: &Caller, ask: Ask) {
        // Announced bytes are charged by what is let go on alone.
        let waits = self.enforcer.admit(caller, ask).await.unwrap_err().denial;
        let Some(Denial::AwaitsConsulted { consultation, .. }) = waits else { panic!("{waits:?}") };
        let asked = self.store().docs::<Consultation>().require(&consultation).await.unwrap();
        for person in asked.consulted.keys() {
            let opinion = Opinion { at: self.store().now(), against: false, why: String::new() };
            self.store().consultation_answered(person, &consultation, opinion).await.unwrap();
        }
    }

    pub async fn device(&self, name: &str, managed: bool) -> DeviceId {
        let id = DeviceId::new(name).unwrap();
        let drill = name.starts_with("drill/");
        let posture = Posture {
            disk_encrypted: true,
            firewall_on: true,
            patch_age_days: 1,
            reported_at: self.store().now(),
        };
        let device = EnrolledDevice {
            device: Device { drill, id: id.clone(), managed, posture: Some(posture) },
            thumbprint: Digest::of(name.as_bytes()),
            owner: who("dana@example.org"),
            enrolled: self.store().now(),
        };
        self.store().device_enrolled(&who("omar@example.org"), &device).await.unwrap();
        id
    }
}

pub fn who(name: &str) -> PrincipalId {
    PrincipalId::new(name).unwrap()
}

pub fn ask(action: Action, asset: &str) -> Ask {
    Ask::of(action, Asset::parse(asset).unwrap())
}

pub fn caller(name: &str, device: Option<&DeviceId>) -> Caller {
    Caller {
        principal: who(name),
        device: device.cloned(),
        origin: Origin::Network([127, 0, 0, 1].into()),
    }
}
