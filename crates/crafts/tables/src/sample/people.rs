//! People who do not exist, and where they would live.

use super::{numbers, plan::one};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const GIVEN: [&str; 48] = [
    "Ada", "Adam", "Aisha", "Alan", "Amara", "Anna", "Anton", "Beth", "Bruno", "Carla", "Carlos",
    "Chloe", "Clara", "Daniel", "Diana", "Elena", "Emil", "Emma", "Erik", "Fatima", "Felix",
    "Grace", "Hana", "Hugo", "Ines", "Ivan", "James", "Jonas", "Julia", "Karim", "Laura", "Leon",
    "Lucia", "Maria", "Martin", "Mei", "Nadia", "Noah", "Olga", "Omar", "Paula", "Peter", "Rosa",
    "Samuel", "Sofia", "Thomas", "Vera", "Yusuf",
];
const FAMILY: [&str; 48] = [
    "Abbott", "Ahmed", "Andersen", "Baker", "Bauer", "Becker", "Bennett", "Bianchi", "Carter",
    "Castillo", "Chen", "Cohen", "Costa", "Dubois", "Evans", "Fischer", "Foster", "Garcia",
    "Graham", "Haddad", "Hansen", "Hughes", "Ivanova", "Jensen", "Kaya", "Keller", "Kowalski",
    "Larsen", "Lopez", "Marino", "Meyer", "Moreau", "Murphy", "Nakamura", "Novak", "Okafor",
    "Olsen", "Patel", "Reyes", "Rossi", "Schmidt", "Silva", "Tanaka", "Turner", "Vargas", "Walker",
    "Weber", "Young",
];
const STREETS: [&str; 24] = [
    "Alder", "Birch", "Bridge", "Canal", "Cedar", "Chapel", "Church", "Elm", "Garden", "Harbour",
    "Hazel", "High", "Juniper", "King", "Lake", "Maple", "Market", "Meadow", "Mill", "Oak",
    "Orchard", "River", "Station", "Willow",
];
const WAYS: [&str; 6] = ["Street", "Avenue", "Road", "Lane", "Drive", "Court"];
/// Reserved for examples by RFC 2606.
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Appends `full_name` to `birth_date`.
pub(super) fn person(rng: &mut ChaCha8Rng, cells: &mut Vec<String>) {
    let (given, family) = (one(&GIVEN, rng), one(&FAMILY, rng));
    cells.push(format!("{given} {family}"));
    cells.push(email(given, family, rng));
    cells.push(numbers::phone(rng));
    cells.push(numbers::ssn(rng));
    cells.push(numbers::card(rng));
    cells.push(numbers::iban(rng));
    cells.push(numbers::ip(rng));
    cells.push(format!(
        "{} {} {}",
        rng.random_range(1..2_400),
        one(&STREETS, rng),
        one(&WAYS, rng)
    ));
    cells.push(format!("{:05}", rng.random_range(1_001..99_951)));
    let (year, month, day) =
        (rng.random_range(1946..2006), rng.random_range(1..=12), rng.random_range(1..=28));
    cells.push(format!("{year}-{month:02}-{day:02}"));
}

/// Somebody's address, for a note.
pub(super) fn any_email(rng: &mut ChaCha8Rng) -> String {
    let (given, family) = (one(&GIVEN, rng), one(&FAMILY, rng));
    email(given, family, rng)
}

fn email(given: &str, family: &str, rng: &mut ChaCha8Rng) -> String {
    let name = format!("{given}.{family}").to_lowercase();
    format!("{name}{}@{}", rng.random_range(10..10_000), one(&DOMAINS, rng))
}
