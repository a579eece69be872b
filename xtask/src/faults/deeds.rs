//! Every deed into which a fault is put: a row each.

/// How far a workspace has come when a deed is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// An empty folder.
    Empty,
    /// A workspace was made.
    Made,
    /// Its RACI is proposed.
    Proposed,
    /// Applied; people have devices, a table and a trained model are there, and a vault holds a point.
    Lending,
    /// As before, and what leaves or is deleted was asked for; nobody who is consulted has answered.
    Consulting,
    /// They have.
    Heard,
    /// One person deleted the table; another, who has to agree, asked whom they have to, and was answered.
    Deleted,
    /// As lending, and restricted values are not retained any more, which nobody applied yet.
    Edited,
    /// That is applied.
    Tightened,
    /// The model is scanned and signed, and its promotion asked for.
    Asked,
    /// The model is live, and the vault has a point of that.
    Live,
}

impl Stage {
    /// The name of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Made => "made",
            Self::Proposed => "proposed",
            Self::Lending => "lending",
            Self::Consulting => "consulting",
            Self::Heard => "heard",
            Self::Deleted => "deleted",
            Self::Edited => "edited",
            Self::Tightened => "tightened",
            Self::Asked => "asked",
            Self::Live => "live",
        }
    }
}

/// A deed, as it is typed.
#[derive(Debug)]
pub struct Deed {
    pub name: &'static str,
    pub stage: Stage,
    /// In whose name; nobody's where the verb takes none.
    pub by: Option<&'static str>,
    /// `{out}` stands for a folder that is not there yet, `{asked}` for what was asked for, `{token}`
    /// for a token that an answer showed.
    pub words: &'static str,
    /// What it says when it is done.
    pub says: &'static str,
    /// How often it is drawn, beside the others: the dear ones less often.
    pub weight: u64,
}

pub const OWNER: &str = "olga@example.org";
pub const STEWARD: &str = "stefan@example.org";
pub const SCIENTIST: &str = "dana@example.org";
pub const ENGINEER: &str = "emil@example.org";
pub const LEAD: &str = "lena@example.org";
pub const RISK: &str = "rita@example.org";
pub const RISK_HEAD: &str = "hugo@example.org";
pub const OPERATOR: &str = "omar@example.org";
pub const SECURITY: &str = "sam@example.org";
pub const SECOND_OFFICER: &str = "sofia@example.org";
pub const SECURITY_HEAD: &str = "sven@example.org";
pub const AUDITOR: &str = "anna@example.org";
pub const KEEPER: &str = "viktor@example.org";
pub const VAULT_HEAD: &str = "vito@example.org";

/// A row: name, stage, weight, in whose name, words, what it says.
const fn deed(
    name: &'static str,
    stage: Stage,
    weight: u64,
    by: Option<&'static str>,
    words: &'static str,
    says: &'static str,
) -> Deed {
    Deed { name, stage, by, words, says, weight }
}

/// All of them.
pub const DEEDS: &[Deed] = &[
    deed("init", Stage::Empty, 6, None, "init ws", "is made in"),
    deed("apply", Stage::Made, 6, Some(SECURITY), "apply", "access-"),
    deed("approve", Stage::Proposed, 8, Some(SECURITY_HEAD), "approve {asked}", "agreed"),
    deed("refuse", Stage::Proposed, 3, Some(SECURITY_HEAD), "refuse {asked}", "refused"),
    deed("apply-stricter", Stage::Edited, 6, Some(SECURITY), "apply", "applied"),
    deed("ingest", Stage::Lending, 8, Some(STEWARD), INGEST, "receipt signed"),
    deed(
        "ingest-again",
        Stage::Tightened,
        6,
        Some(STEWARD),
        "ingest --again loans",
        "protected anew",
    ),
    deed("sql", Stage::Lending, 6, Some(SCIENTIST), "sql SELECT*FROM_loans_LIMIT_20", "rows"),
    deed("export", Stage::Heard, 6, Some(OWNER), EXPORT, "rows"),
    deed("detokenise", Stage::Lending, 4, Some(OWNER), "detokenise loans ssn {token}", "value"),
    deed("screen", Stage::Lending, 2, Some(STEWARD), SCREEN, "screened"),
    deed("train", Stage::Lending, 3, Some(ENGINEER), TRAIN, "final"),
    deed("promote", Stage::Lending, 8, Some(LEAD), PROMOTE, "is scanned and signed"),
    deed("promoted", Stage::Asked, 10, Some(RISK), AGREE, "is promoted"),
    deed("promotion-refused", Stage::Asked, 3, Some(RISK), "refuse {asked}", "refused"),
    deed("retire", Stage::Live, 6, Some(LEAD), "retire credit", "serves no more"),
    deed("delete", Stage::Heard, 6, Some(STEWARD), DELETE, "is deleted"),
    deed("delete-agreed", Stage::Deleted, 6, Some(OWNER), GONE, "is deleted"),
    deed("restore", Stage::Deleted, 4, Some(STEWARD), "dataset restore loans", "is back"),
    deed("answer", Stage::Consulting, 4, Some(SECURITY), "answer {asked}", "nothing against it"),
    deed("review", Stage::Lending, 4, Some(OWNER), REVIEW, "are reviewed"),
    deed("review-remove", Stage::Lending, 4, Some(OWNER), REMOVE, "hygeia approve access-"),
    deed("lock", Stage::Lending, 4, Some(SECURITY), LOCK, "is locked until"),
    deed("enrol", Stage::Lending, 8, Some(SECURITY), ENROL, "is enrolled"),
    deed("report", Stage::Lending, 4, None, REPORT, "passes"),
    deed("revoke", Stage::Lending, 6, Some(SECURITY), REVOKE, "is let in no more"),
    deed(
        "audit-export",
        Stage::Lending,
        4,
        Some(AUDITOR),
        "audit export {out}",
        "The ledger is in",
    ),
    deed("vault-init", Stage::Lending, 4, None, "vault init {out}", "A vault is made"),
    deed("vault-pull", Stage::Live, 8, Some(KEEPER), "vault pull --vault vault", "bytes, digest"),
    deed("vault-drill", Stage::Live, 4, None, "vault drill --vault vault", "restored and verified"),
    deed("vault-activate", Stage::Live, 6, Some(VAULT_HEAD), ACTIVATE, "is in place"),
];

pub const INGEST: &str =
    "ingest loans.csv --dataset loans --owner olga@example.org --purpose loans --label defaulted";
pub const EXPORT: &str = "sql SELECT_ssn_FROM_loans_LIMIT_5 --export";
pub const DELETE: &str = "delete loans";
pub const GONE: &str = "delete loans --now";
const SCREEN: &str = "screen --dataset loans --label defaulted --fail-on never";
const TRAIN: &str = "train --dataset loans --label defaulted --model credit --quick --out {out}";
pub const PROMOTE: &str = "promote --model credit --folder credit-1 --accept-weak";
pub const AGREE: &str = "approve {asked} --folder credit-1";
const REVIEW: &str = "review --done query --asset dataset/loans";
const REMOVE: &str =
    "review --done query --asset dataset/loans --holder dana@example.org --remove --why left";
const LOCK: &str = "lock dana@example.org --for 1h --why stolen";
const ENROL: &str = "device enrol --owner dana@example.org --device second --out {out}";
const REPORT: &str = "device report --device laptop/dana@example.org --disk-encrypted --firewall-on --patch-age-days 2";
const REVOKE: &str = "device revoke laptop/omar@example.org";
const ACTIVATE: &str =
    "vault activate --vault vault --into {out} --disk-encrypted --firewall-on --patch-age-days 2";

/// A word as it is typed: SQL has its spaces back.
pub fn spaced(word: &str) -> String {
    if word.starts_with("SELECT") { word.replace('_', " ") } else { word.to_owned() }
}

impl Deed {
    /// The deed called `name`.
    pub fn named(name: &str) -> Result<&'static Self, String> {
        let names = || DEEDS.iter().map(|deed| deed.name).collect::<Vec<_>>().join(", ");
        let found = DEEDS.iter().find(|deed| deed.name == name);
        found.ok_or_else(|| format!("no deed is called {name:?}; there are {}", names()))
    }

    /// The words, with what stands for something put in; `_` stands for a space within a word.
    pub fn typed(&self, out: &str, asked: &str, token: &str) -> Vec<String> {
        let words = self.words.split(' ').map(|word| match word {
            "{out}" => out.to_owned(),
            "{asked}" => asked.to_owned(),
            "{token}" => token.to_owned(),
            word => spaced(word),
        });
        let who = self.by.into_iter().flat_map(|by| ["--as".to_owned(), by.to_owned()]);
        words.chain(who).collect()
    }

    /// Whether it makes another workspace, whose metadata lie in its folder.
    pub fn makes_workspace(&self) -> bool {
        self.words.starts_with("vault activate")
    }
}
