//! What a team calls an activity, and the action that the gate knows it by. The words here are a beginning,
//! told where they are used; `[actions]` of `raci.map.toml` goes before them.

use super::plain::key;
use terms::{Action, AssetKind};

/// What an activity's words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The name of the action itself.
    Named(Action),
    /// Words that usually mean it.
    Usually(Action),
    /// Words that may mean one or the other.
    Either(Action, Action),
    Unknown,
}

/// Phrases, before single words; the first that stands in the text counts.
const PHRASES: &[(&str, Action)] = &[
    ("sign off", Action::Approve),
    ("sign-off", Action::Approve),
    ("change access", Action::ChangeAccess),
    ("change-access", Action::ChangeAccess),
    ("access right", Action::ChangeAccess),
    ("access rights", Action::ChangeAccess),
    ("grant access", Action::ChangeAccess),
    ("revoke access", Action::ChangeAccess),
    ("manage access", Action::ChangeAccess),
    ("access management", Action::ChangeAccess),
    ("change permissions", Action::ChangeAccess),
    ("review access", Action::Audit),
    ("access review", Action::Audit),
    ("audit log", Action::Audit),
    ("check labels", Action::Screen),
    ("label check", Action::Screen),
    ("data quality", Action::Screen),
    ("quality check", Action::Screen),
    ("check data", Action::Screen),
    ("validate data", Action::Screen),
    ("fail over", Action::Activate),
    ("activate vault", Action::Activate),
    ("disaster recovery", Action::Activate),
    ("restore", Action::Activate),
    ("copy to vault", Action::Pull),
    ("recovery point", Action::Pull),
    ("recovery points", Action::Pull),
    ("back up", Action::Pull),
    ("zugriffsrechte", Action::ChangeAccess),
    ("berechtigungen", Action::ChangeAccess),
    ("droits d'acces", Action::ChangeAccess),
    ("derechos de acceso", Action::ChangeAccess),
];

/// Verbs and nouns of what is done.
const WORDS: &[(Action, &[&str])] = &[
    (
        Action::Ingest,
        &[
            "ingest",
            "ingestion",
            "ingesting",
            "load",
            "loading",
            "import",
            "importing",
            "land",
            "collect",
            "collection",
            "onboard",
            "acquire",
            "acquisition",
            "einlesen",
            "laden",
            "importieren",
            "erheben",
            "beschaffen",
            "ingerer",
            "charger",
            "importer",
            "collecter",
            "ingerir",
            "cargar",
            "importar",
            "recopilar",
            "carregar",
            "coletar",
            "importare",
            "caricare",
            "inladen",
            "importeren",
        ],
    ),
    (
        Action::Query,
        &[
            "query",
            "querying",
            "queries",
            "read",
            "reading",
            "analyse",
            "analyze",
            "analysis",
            "explore",
            "view",
            "abfragen",
            "abfrage",
            "lesen",
            "auswerten",
            "analysieren",
            "interroger",
            "lire",
            "analyser",
            "consulter",
            "leer",
            "analizar",
            "ler",
            "analisar",
            "leggere",
            "analizzare",
            "bevragen",
            "lezen",
            "analyseren",
        ],
    ),
    (
        Action::Screen,
        &[
            "screen",
            "screening",
            "cleanse",
            "clean",
            "cleaning",
            "prufen",
            "bereinigen",
            "verifier",
            "nettoyer",
            "limpiar",
            "depurar",
            "limpar",
            "pulire",
            "opschonen",
        ],
    ),
    (
        Action::Export,
        &[
            "export",
            "exporting",
            "extract",
            "share",
            "download",
            "exportieren",
            "ausfuhren",
            "weitergeben",
            "exporter",
            "partager",
            "exportar",
            "compartir",
            "compartilhar",
            "esportare",
            "exporteren",
            "delen",
        ],
    ),
    (
        Action::Delete,
        &[
            "delete",
            "deletion",
            "deleting",
            "erase",
            "erasure",
            "purge",
            "destroy",
            "dispose",
            "retire",
            "decommission",
            "remove",
            "loschen",
            "loschung",
            "vernichten",
            "entfernen",
            "supprimer",
            "suppression",
            "effacer",
            "eliminar",
            "borrar",
            "excluir",
            "apagar",
            "cancellare",
            "eliminare",
            "verwijderen",
            "wissen",
        ],
    ),
    (
        Action::Train,
        &[
            "train",
            "training",
            "retrain",
            "retraining",
            "fit",
            "fine-tune",
            "finetune",
            "tune",
            "trainieren",
            "anlernen",
            "entrainer",
            "entrainement",
            "entrenar",
            "entrenamiento",
            "treinar",
            "treinamento",
            "addestrare",
            "addestramento",
            "trainen",
        ],
    ),
    (
        Action::Promote,
        &[
            "promote",
            "promotion",
            "release",
            "releasing",
            "publish",
            "bereitstellen",
            "veroffentlichen",
            "promouvoir",
            "publier",
            "promover",
            "publicar",
            "promuovere",
            "pubblicare",
            "promoveren",
            "uitbrengen",
        ],
    ),
    (
        Action::Approve,
        &[
            "approve",
            "approval",
            "approving",
            "authorise",
            "authorize",
            "accept",
            "acceptance",
            "freigeben",
            "freigabe",
            "genehmigen",
            "genehmigung",
            "abnehmen",
            "abnahme",
            "approuver",
            "approbation",
            "valider",
            "validation",
            "aprobar",
            "aprobacion",
            "autorizar",
            "aprovar",
            "aprovacao",
            "approvare",
            "approvazione",
            "goedkeuren",
            "goedkeuring",
        ],
    ),
    (
        Action::Infer,
        &[
            "infer",
            "inference",
            "predict",
            "prediction",
            "predictions",
            "score",
            "scoring",
            "vorhersagen",
            "predire",
            "predecir",
            "prever",
            "predire",
            "voorspellen",
        ],
    ),
    (
        Action::Operate,
        &[
            "operate",
            "operating",
            "operation",
            "run",
            "monitor",
            "monitoring",
            "maintain",
            "betreiben",
            "uberwachen",
            "warten",
            "exploiter",
            "surveiller",
            "operar",
            "monitorizar",
            "monitorear",
            "monitorar",
            "gestire",
            "monitorare",
            "beheren",
            "bewaken",
        ],
    ),
    (
        Action::Audit,
        &[
            "audit",
            "auditing",
            "auditieren",
            "revidieren",
            "auditer",
            "auditar",
            "verificare",
            "auditen",
        ],
    ),
    (
        Action::Pull,
        &[
            "pull",
            "backup",
            "backups",
            "sichern",
            "sicherung",
            "sauvegarder",
            "sauvegarde",
            "respaldar",
        ],
    ),
    (
        Action::Activate,
        &[
            "activate",
            "activation",
            "failover",
            "recover",
            "recovery",
            "aktivieren",
            "wiederherstellen",
            "activer",
            "restaurer",
            "activar",
            "restaurar",
            "ripristinare",
            "herstellen",
        ],
    ),
];

/// Words that teams use for one as for the other.
const EITHER: &[(&[&str], Action, Action)] = &[
    (
        &[
            "deploy",
            "deployment",
            "deploying",
            "deployen",
            "ausrollen",
            "deployer",
            "desplegar",
            "implantar",
            "uitrollen",
        ],
        Action::Promote,
        Action::Operate,
    ),
    (&["serve", "serving", "servir"], Action::Operate, Action::Infer),
    (&["validate", "verify", "validieren", "validar"], Action::Screen, Action::Approve),
    (&["archive", "archivieren", "archiver", "archivar"], Action::Pull, Action::Delete),
];

/// What `text` means as an action.
pub(super) fn meant(text: &str) -> Meant {
    let plain = unnumbered(&key(text));
    if let Some(action) = Action::parse(&plain) {
        return Meant::Named(action);
    }
    let spaced = format!(" {plain} ");
    let phrase = |(phrase, _): &&(&str, Action)| spaced.contains(&format!(" {phrase} "));
    if let Some((_, action)) = PHRASES.iter().find(phrase) {
        return Meant::Usually(*action);
    }
    let words: Vec<&str> =
        plain.split([' ', '/', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Meant> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let usual = WORDS
            .iter()
            .find(|(_, words)| words.contains(word))
            .map(|(action, _)| Meant::Usually(*action));
        let either = EITHER.iter().find(|(words, ..)| words.contains(word));
        let meant = usual.or(either.map(|(_, one, other)| Meant::Either(*one, *other)));
        match meant {
            // The verb comes first in most languages: what else is named is what it is done to.
            Some(meant) if at == 0 => return meant,
            Some(meant) if !found.contains(&meant) => found.push(meant),
            _ => {}
        }
    }
    match found[..] {
        [only] => only,
        [Meant::Usually(one), Meant::Usually(other), ..] => Meant::Either(one, other),
        [first, ..] => first,
        [] => Meant::Unknown,
    }
}

/// Whether a text begins like something that is done.
pub(super) fn begins_with_a_verb(text: &str) -> bool {
    !matches!(meant(text), Meant::Unknown)
}

/// The kind of asset that an activity is about, as far as its words say.
pub(super) fn kind(text: &str) -> Option<AssetKind> {
    let plain = key(text);
    let has = |stem: &[&str]| {
        plain.split([' ', '-', '/']).any(|word| stem.iter().any(|stem| word.starts_with(stem)))
    };
    match plain.as_str() {
        _ if has(&["vault", "recovery", "tresor"]) => Some(AssetKind::Vault),
        _ if has(&["model", "modell", "modele", "modelo", "modello"]) => Some(AssetKind::Model),
        _ if has(&["data", "daten", "donnee", "datos", "dados", "dati", "gegevens", "label"]) => {
            Some(AssetKind::Dataset)
        }
        _ if has(&["platform", "workspace", "service", "infrastruct"]) => {
            Some(AssetKind::Workspace)
        }
        _ => None,
    }
}

/// Without `1.2`, `a)` and the like before it.
pub(super) fn unnumbered(text: &str) -> String {
    let Some((first, rest)) = text.split_once(' ') else { return text.to_owned() };
    let plain = first.trim_matches(['.', ')', '(', ':', '#']);
    let number = plain.chars().any(|c| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let letter = first.ends_with([')', '.']) && plain.chars().count() == 1;
    if number || letter { rest.trim().to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M6
    #[test]
    fn a_teams_words_are_actions_or_asked() {
        for (text, action) in [
            ("Train credit model", Action::Train),
            ("Approve release", Action::Approve),
            ("Sign off model", Action::Approve),
            ("1.2 Ingest loans", Action::Ingest),
            ("Check labels", Action::Screen),
            ("Change access rights", Action::ChangeAccess),
            ("Daten l\u{f6}schen", Action::Delete),
            ("Modell freigeben", Action::Approve),
            ("Entra\u{ee}ner le mod\u{e8}le", Action::Train),
            ("Approve training data", Action::Approve),
            ("Model training", Action::Train),
        ] {
            assert_eq!(meant(text), Meant::Usually(action), "{text}");
        }
        assert_eq!(meant("change-access"), Meant::Named(Action::ChangeAccess));
        assert_eq!(meant("Deploy model"), Meant::Either(Action::Promote, Action::Operate));
        assert_eq!(meant("Hold the weekly meeting"), Meant::Unknown);
    }
}
