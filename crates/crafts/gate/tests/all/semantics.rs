//! The table of the crate's documentation, letter by letter.

use crate::kit::{gate, request, said};
use terms::{Action, Digest, Obligation, View};

const CSV: &str = "activity,action,asset,owner,scientist,officer,auditor\n\
    query,query,dataset/loans,A,R,C,I\n\
    infer,infer,model/credit,A,R,,\n\
    export,export,dataset/loans,A,R,C,I\n\
    screen,screen,dataset/loans,A,R,,\n";
const PEOPLE: &str = "olga owner\ndana scientist\nsam officer\nanna auditor";

// proves M6
#[test]
fn each_letter_means_what_the_table_says() {
    let gate = gate(CSV, PEOPLE);
    let cases = [
        ("olga", Action::Query, Some(View::Clear)),
        ("dana", Action::Query, Some(View::Token)),
        ("sam", Action::Query, None),
        ("anna", Action::Query, None),
        ("nobody", Action::Query, None),
        ("olga", Action::Export, Some(View::Token)),
        ("dana", Action::Export, Some(View::Token)),
        ("olga", Action::Screen, Some(View::Hidden)),
        ("dana", Action::Screen, Some(View::Hidden)),
        ("olga", Action::Train, None),
    ];
    for (who, action, seen) in cases {
        let decision = gate.decide(&request(who, action, "dataset/loans"));
        assert_eq!(decision.allowed().then(|| decision.view()), seen, "{who} {action}");
    }
    let infer = |who| gate.decide(&request(who, Action::Infer, "model/credit")).view();
    assert_eq!((infer("olga"), infer("dana")), (View::Clear, View::Token));
}

// proves M6, M7
#[test]
fn an_allow_names_its_cell_and_its_obligations() {
    let gate = gate(CSV, PEOPLE);
    let decision = gate.decide(&request("dana", Action::Query, "dataset/loans"));
    assert_eq!(said(&decision), Ok(vec!["query[dataset/loans] × scientist = R".to_owned()]));
    assert_eq!(
        decision.obligations,
        [
            Obligation::Show(View::Token),
            Obligation::EgressLimit(10_000_000),
            Obligation::Consult(vec!["officer".parse().unwrap()]),
            Obligation::Inform(vec!["auditor".parse().unwrap()]),
        ]
    );
    assert_eq!(decision.policy, gate.compiled().digest());
}

#[test]
fn two_roles_of_one_person_give_both_cells_and_the_clearer_view() {
    let gate = gate(CSV, "olga owner\nolga scientist");
    let decision = gate.decide(&request("olga", Action::Query, "dataset/loans"));
    assert_eq!(decision.cells.len(), 2);
    assert_eq!(decision.view(), View::Clear);
}

// proves M7
#[test]
fn a_forbidden_asset_reads_like_one_that_does_not_exist() {
    let gate = gate(CSV, PEOPLE);
    // Whatever else is wrong with the request, who has no cell learns nothing but that.
    let mut forbidden = request("sam", Action::Query, "dataset/loans");
    forbidden.context.device = None;
    let mut absent = request("sam", Action::Query, "dataset/no-such");
    absent.context.device = None;
    assert_eq!(said(&gate.decide(&forbidden)), said(&gate.decide(&absent)));
    assert_eq!(said(&gate.decide(&absent)), Err("no cell of the RACI grants this".to_owned()));
}

#[test]
fn a_wildcard_row_reaches_named_and_unnamed_assets_of_its_kind_alone() {
    let csv = "activity,action,asset,owner,lead\n\
        promote,promote,model/credit,A,R\n\
        promote-any,promote,model/*,R,\n\
        export,export,dataset/*,R,\n";
    let gate = gate(csv, "olga owner\nlena lead");
    let promote = |who, asset| said(&gate.decide(&request(who, Action::Promote, asset)));
    assert_eq!(promote("olga", "model/credit").unwrap().len(), 2);
    assert_eq!(promote("olga", "model/fraud").unwrap(), ["promote-any[model/fraud] × owner = R"]);
    assert_eq!(promote("lena", "model/credit").unwrap(), ["promote[model/credit] × lead = R"]);
    assert!(promote("lena", "model/fraud").is_err());
    assert!(!gate.decide(&request("olga", Action::Export, "model/credit")).allowed());
}

#[test]
fn compiled_policies_name_their_cells_and_are_the_same_each_time() {
    let compiled = gate(CSV, PEOPLE);
    let text = compiled.compiled().text();
    assert_eq!(compiled.compiled().policies(), 8);
    assert!(text.contains(
        "@id(\"query|dataset/loans|scientist\")\n\
         @cell(\"query|dataset/loans|scientist|R\")\n\
         @consult(\"officer\")\n@inform(\"auditor\")\n\
         permit (\n  principal in Role::\"scientist\",\n  action == Action::\"query\",\n  \
         resource == Dataset::\"loans\"\n);\n"
    ));
    let schema = compiled.compiled().schema();
    assert!(schema.contains("entity Principal in [Role];\n"));
    assert!(
        schema.contains(
            "action \"query\" appliesTo { principal: [Principal], resource: [Dataset] };\n"
        )
    );
    assert_eq!(compiled.policy(), Digest::of(format!("{schema}\n{text}").as_bytes()));
    assert_eq!(compiled.policy(), gate(CSV, "").policy());
    assert_ne!(compiled.policy(), gate(&CSV.replace("C,I", "I,C"), PEOPLE).policy());
}

#[test]
fn a_row_without_meaning_is_not_compiled() {
    let raci = crate::kit::raci("activity,action,asset,r\nx,pull,dataset/loans,AR\n");
    assert_eq!(
        gate::compile(&raci).unwrap_err().to_string(),
        "x[dataset/loans]: pull has no meaning on a dataset: correct the action or the asset"
    );
}
