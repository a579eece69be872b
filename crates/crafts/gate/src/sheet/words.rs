//! The words by which people head their columns and fill their cells, in the languages in which they do.
//! All are written as [`key`](super::plain::key) gives them: lower case, without accents.

/// Words for *responsible*: who does it.
const RESPONSIBLE: &[&str] = &[
    "r", "responsible", "responsibility", "doer", "performs", "does", "executes", "executor", "owner of task",
    "verantwortlich", "durchfuhrung", "durchfuhrungsverantwortlich", "durchfuhrungsverantwortung", "ausfuhrend",
    "ausfuhrung", "zustandig", "responsable", "responsables", "realisateur", "realise", "execute", "encargado",
    "ejecutor", "ejecuta", "responsavel", "executante", "responsabile", "esecutore", "esegue", "verantwoordelijk",
    "uitvoerder", "uitvoerend", "ansvarig", "ansvarlig", "utforare", "utforende", "odpowiedzialny", "wykonawca",
    "vastuullinen", "suorittaja", "odpovedny", "zodpovedny", "felelos", "responsabil", "sorumlu",
    "\u{43e}\u{442}\u{432}\u{435}\u{442}\u{441}\u{442}\u{432}\u{435}\u{43d}\u{43d}\u{44b}\u{438}",
    "\u{438}\u{441}\u{43f}\u{43e}\u{43b}\u{43d}\u{438}\u{442}\u{435}\u{43b}\u{44c}",
    "\u{8ca0}\u{8cac}", "\u{8d1f}\u{8d23}", "\u{6267}\u{884c}", "\u{5b9f}\u{884c}\u{8cac}\u{4efb}\u{8005}",
];

/// Words for *accountable*: who answers for it.
const ACCOUNTABLE: &[&str] = &[
    "a", "accountable", "accountability", "approver", "approves", "approving", "final approver", "answers",
    "rechenschaftspflichtig", "rechenschaft", "gesamtverantwortlich", "gesamtverantwortung", "genehmiger",
    "genehmigt", "freigabe", "entscheider", "entscheidet", "kostenverantwortlich", "letztverantwortlich",
    "approbateur", "approbatrice", "autorite", "garant", "redevable", "imputable", "aprobador", "aprueba",
    "rinde cuentas", "rendidor de cuentas", "aprovador", "aprova", "prestador de contas", "autoridade",
    "approvatore", "approva", "eindverantwoordelijk", "accordeur", "beslutar", "beslutande", "godkanner",
    "godkjenner", "zatwierdzajacy", "rozliczany", "hyvaksyja", "schvalovatel", "hesap verebilir", "onaylayan",
    "\u{443}\u{442}\u{432}\u{435}\u{440}\u{436}\u{434}\u{430}\u{44e}\u{449}\u{438}\u{438}",
    "\u{8aac}\u{660e}\u{8cac}\u{4efb}\u{8005}", "\u{95ee}\u{8d23}", "\u{6279}\u{51c6}",
];

/// Words for *consulted*: who is heard before.
const CONSULTED: &[&str] = &[
    "c", "consulted", "consult", "consults", "consultation", "to consult", "to be consulted", "contributor",
    "contributes", "konsultiert", "konsultieren", "zu konsultieren", "befragt", "zu befragen", "beratend",
    "berater", "anzuhoren", "beteiligt", "consulte", "consultee", "consultes", "a consulter", "consultado",
    "consultada", "consultados", "a consultar", "consultato", "consultata", "da consultare", "geraadpleegd",
    "te raadplegen", "raadplegen", "konsulteras", "radfragas", "konsulteres", "radgivende", "konsultowany",
    "konsultant", "konsultoitava", "konzultovany", "konzultant", "konzultalt", "consultat", "danisilan",
    "\u{43a}\u{43e}\u{43d}\u{441}\u{443}\u{43b}\u{44c}\u{442}\u{430}\u{43d}\u{442}",
    "\u{76f8}\u{8ac7}\u{5148}", "\u{54a8}\u{8be2}",
];

/// Words for *informed*: who is told after.
const INFORMED: &[&str] = &[
    "i", "informed", "inform", "informs", "information", "to inform", "to be informed", "kept informed",
    "informiert", "informieren", "zu informieren", "informe", "informee", "informes", "a informer", "informado",
    "informada", "informados", "a informar", "informato", "informata", "da informare", "geinformeerd",
    "te informeren", "informeren", "informeras", "informeres", "orienteres", "informowany", "informoitava",
    "informovany", "tajekoztatott", "informat", "bilgilendirilen",
    "\u{43d}\u{430}\u{431}\u{43b}\u{44e}\u{434}\u{430}\u{442}\u{435}\u{43b}\u{44c}",
    "\u{5831}\u{544a}\u{5148}", "\u{544a}\u{77e5}",
];

/// Words for duties that other charts have and a RACI has not: they grant nothing, and nobody is heard or
/// told by them. They are told.
const OTHER: &[&str] = &[
    "s", "support", "supports", "supportive", "supporting", "supporter", "unterstutzung", "unterstutzend",
    "unterstutzt", "soutien", "soutient", "apoyo", "apoya", "apoio", "apoia", "supporto", "ondersteunend",
    "ondersteuning", "stod", "stotte", "wsparcie", "o", "omitted", "out of the loop", "v", "verifier",
    "verifies", "verify", "signatory", "signs off", "sign off", "d", "driver", "drives", "decides", "decider",
    "l", "lead", "facilitator", "f", "q", "quality reviewer", "p", "participant", "perform", "recommend",
    "agree", "input", "decide", "reviewer", "reviews", "review",
];

/// A duty that a word or a letter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Duty {
    Responsible,
    Accountable,
    Consulted,
    Informed,
    /// One that a RACI has not.
    Other,
}

/// The duty that `key` names, as a word or a letter.
pub(super) fn duty(key: &str) -> Option<Duty> {
    let of = |words: &[&str]| words.contains(&key);
    match key {
        _ if of(RESPONSIBLE) => Some(Duty::Responsible),
        _ if of(ACCOUNTABLE) => Some(Duty::Accountable),
        _ if of(CONSULTED) => Some(Duty::Consulted),
        _ if of(INFORMED) => Some(Duty::Informed),
        _ if of(OTHER) => Some(Duty::Other),
        _ => None,
    }
}

/// What a head of a column, or of a row in a turned sheet, says that stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// What is done: the finest has the highest number.
    Activity(u8),
    Phase,
    Action,
    Asset,
    Role,
    /// Text that no one is asked by: numbers, notes, dates.
    Aside,
}

const TASKS: &[&str] = &[
    "task", "tasks", "activity", "activities", "sub-activity", "subactivity", "sub-task", "subtask", "work item",
    "aktivitat", "aktivitaten", "aufgabe", "aufgaben", "tatigkeit", "tatigkeiten", "arbeitspaket", "teilaufgabe",
    "activite", "activites", "tache", "taches", "actividad", "actividades", "tarea", "tareas", "atividade",
    "atividades", "tarefa", "tarefas", "attivita", "compito", "compiti", "activiteit", "activiteiten", "taak",
    "taken", "aktivitet", "aktiviteter", "uppgift", "uppgifter", "oppgave", "oppgaver", "opgave", "opgaver",
    "zadanie", "zadania", "czynnosc", "aktywnosc", "tehtava", "tehtavat", "ukol", "ukoly", "cinnost", "feladat",
    "tevekenyseg", "activitate", "sarcina", "gorev", "faaliyet", "duty", "duties",
    "\u{437}\u{430}\u{434}\u{430}\u{447}\u{430}", "\u{434}\u{435}\u{438}\u{441}\u{442}\u{432}\u{438}\u{435}",
    "\u{4efb}\u{52a1}", "\u{6d3b}\u{52a8}", "\u{30bf}\u{30b9}\u{30af}", "\u{6d3b}\u{52d5}",
];
const STEPS: &[&str] = &[
    "step", "steps", "process", "processes", "process step", "deliverable", "deliverables", "what", "function",
    "schritt", "schritte", "prozess", "prozesse", "prozessschritt", "ergebnis", "liefergegenstand", "vorgang",
    "etape", "etapes", "processus", "livrable", "livrables", "paso", "pasos", "proceso", "procesos", "entregable",
    "passo", "processo", "processi", "entregavel", "stap", "stappen", "proces", "procesy", "responsibilities",
    "decision", "decisions", "work", "item",
];
const PHASES: &[&str] = &[
    "phase", "phases", "stage", "section", "area", "category", "workstream", "work stream", "stream", "domain",
    "lifecycle", "lifecycle stage", "group", "bereich", "abschnitt", "kategorie", "teilprojekt", "gebiet",
    "domaine", "categorie", "fase", "fases", "fasi", "etapa", "etapas", "area de trabajo", "gebied", "omrade",
    "faza", "vaihe", "faze", "asama", "\u{444}\u{430}\u{437}\u{430}", "\u{9636}\u{6bb5}",
];
const ASSETS: &[&str] = &[
    "asset", "assets", "dataset", "datasets", "data set", "data sets", "data asset", "data", "system", "systems",
    "object", "objects", "resource", "resources", "model", "models", "scope", "applies to", "objekt", "objekte",
    "daten", "datensatz", "datensatze", "datenbestand", "modell", "anlage", "actif", "actifs", "donnees",
    "jeu de donnees", "ressource", "activo", "activos", "datos", "conjunto de datos", "recurso", "ativo", "ativos",
    "dados", "bene", "beni", "dati", "risorsa", "gegevens", "bron",
];
const ACTIONS: &[&str] = &["action", "verb", "operation", "permission", "aktion", "accion", "acao", "azione", "actie"];
const ROLES: &[&str] = &[
    "role", "roles", "role name", "person", "people", "name", "names", "who", "team", "teams", "stakeholder",
    "stakeholders", "position", "department", "party", "member", "team member", "rolle", "rollen", "personen",
    "wer", "stelle", "beteiligte", "abteilung", "funktion", "role / person", "acteur", "acteurs", "personne", "qui",
    "equipe", "rol", "persona", "personas", "quien", "equipo", "papel", "papeis", "pessoa", "quem", "ruolo", "ruoli",
    "chi", "rollen en personen", "wie", "roll", "roller", "rola", "osoba", "rooli", "nimi", "szerepkor", "rol adi",
    "\u{440}\u{43e}\u{43b}\u{44c}", "\u{89d2}\u{8272}", "\u{5f79}\u{5272}",
];
const ASIDES: &[&str] = &[
    "#", "no", "nr", "n", "id", "number", "nummer", "numero", "ref", "reference", "item no", "wbs", "pos", "position nr",
    "lfd nr", "lfd. nr", "comment", "comments", "note", "notes", "remark", "remarks", "bemerkung", "bemerkungen",
    "anmerkung", "anmerkungen", "kommentar", "kommentare", "hinweis", "hinweise", "commentaire", "commentaires",
    "remarque", "remarques", "comentario", "comentarios", "observaciones", "observacoes", "nota", "notas", "note",
    "opmerking", "opmerkingen", "description", "beschreibung", "descripcion", "descricao", "descrizione",
    "omschrijving", "details", "priority", "prio", "prioritat", "priorite", "prioridad", "prioridade", "status",
    "due", "due date", "date", "datum", "fecha", "deadline", "frequency", "haufigkeit", "frequence", "frecuencia",
    "tool", "tools", "werkzeug", "duration", "dauer", "effort", "aufwand", "version", "link", "url", "sla", "input",
    "inputs", "output", "outputs", "start", "end", "beginn", "ende", "evidence", "nachweis", "control",
];

/// What a head of this `key` says, if it is one of those known.
pub(super) fn head(key: &str) -> Option<Head> {
    let of = |words: &[&str]| words.contains(&key);
    match key {
        _ if of(TASKS) => Some(Head::Activity(2)),
        _ if of(STEPS) => Some(Head::Activity(1)),
        _ if of(PHASES) => Some(Head::Phase),
        _ if of(ACTIONS) => Some(Head::Action),
        _ if of(ASSETS) => Some(Head::Asset),
        _ if of(ROLES) => Some(Head::Role),
        _ if of(ASIDES) => Some(Head::Aside),
        _ => None,
    }
}

/// What stands in a cell where nothing is meant.
pub(super) fn is_none(key: &str) -> bool {
    const NONE: &[&str] = &[
        "", "-", "--", "---", "/", "n/a", "n.a", "na", "none", "nil", "\u{b7}", "\u{2212}", "_", "k.a", "keine",
        "entfallt", "s/o", "sans objet", "no aplica", "nao se aplica", "n.v.t", "nvt", "ninguno", "nessuno", "aucun",
        "\u{2205}", "\u{2022}", "\u{2015}", "not applicable", "nicht zutreffend",
    ];
    NONE.contains(&key)
}

/// Whether everybody is meant, whoever that is.
pub(super) fn is_everybody(key: &str) -> bool {
    const ALL: &[&str] = &[
        "all", "everyone", "everybody", "all roles", "all teams", "all others", "all stakeholders", "others", "alle",
        "alle anderen", "jeder", "tous", "tout le monde", "todos", "todas", "tutti", "iedereen", "allen", "others",
        "the team", "team",
    ];
    ALL.contains(&key)
}

/// Whether a text is about what the letters mean.
pub(super) fn is_legend(key: &str) -> bool {
    const LEGEND: &[&str] = &[
        "legend", "legende", "leyenda", "legenda", "leggenda", "key", "notation", "abbreviations", "abkurzungen",
        "schlussel", "cle", "clave", "chave", "zeichenerklarung", "meaning", "definitions",
    ];
    LEGEND.iter().any(|word| key == *word || key.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', ' ', '-'])))
}
