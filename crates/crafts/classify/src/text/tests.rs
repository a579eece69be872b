//! What free text hides, and what only looks as if it hid something.

use super::*;
use proptest::prelude::*;
use terms::InfoType as T;

fn found(text: &str) -> Vec<(T, &str)> {
    find_in_text(text).into_iter().map(|hit| (hit.info_type, &text[hit.range])).collect()
}

// proves M16
#[test]
fn hidden_values_are_found_where_they_stand() {
    let cases: [(&str, T, &str); 32] = [
        ("卡号4111111111111111请联系客户经理", T::PaymentCard, "4111111111111111"),
        ("paid 4111111111111111EUR", T::PaymentCard, "4111111111111111"),
        (
            "card４１１１１１１１１１１１１１１１ok",
            T::PaymentCard,
            "４１１１１１１１１１１１１１１１",
        ),
        (
            "card 4111\u{200b}1111\u{200b}1111\u{200b}1111 now",
            T::PaymentCard,
            "4111\u{200b}1111\u{200b}1111\u{200b}1111",
        ),
        ("رقم ٤١١١١١١١١١١١١١١١ هنا", T::PaymentCard, "٤١١١١١١١١١١١١١١١"),
        ("ssn 536‑90‑4399 given", T::UsSsn, "536‑90‑4399"),
        ("from 2001:db8::8a2e:370:7334 at night", T::IpAddress, "2001:db8::8a2e:370:7334"),
        ("seen fe80::1, twice", T::IpAddress, "fe80::1"),
        ("device 00:1a:2b:3c:4d:5e was lost", T::MacAddress, "00:1a:2b:3c:4d:5e"),
        ("Her passport is C25782638 and expired", T::Passport, "C25782638"),
        ("护照号码 E12345678 已过期", T::Passport, "E12345678"),
        ("SSN 457075367 was given by phone", T::UsSsn, "457075367"),
        ("her PESEL 44051401359 is", T::PlPesel, "44051401359"),
        ("身份证360426199101010071号", T::CnResidentId, "360426199101010071"),
        ("born on 12 March 1971 in Graz", T::BirthDate, "12 March 1971"),
        ("geb. 12.03.1971, Graz", T::BirthDate, "12.03.1971"),
        (
            "use postgres://app:s3cret@db:5432/x now",
            T::ConnectionString,
            "postgres://app:s3cret@db:5432/x",
        ),
        ("the password: hunter2 works", T::Password, "hunter2"),
        ("write to jane.doe@example.org.", T::Email, "jane.doe@example.org"),
        ("<o'neill@example.org>, thanks", T::Email, "o'neill@example.org"),
        ("card 4111 1111 1111 1111 exp 12/26", T::PaymentCard, "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", T::PaymentCard, "4111-1111-1111-1111"),
        ("no 5 4111111111111111, late", T::PaymentCard, "4111111111111111"),
        ("ssn:536-90-4399;", T::UsSsn, "536-90-4399"),
        ("pay DE89 3704 0044 0532 0130 00 now", T::Iban, "DE89 3704 0044 0532 0130 00"),
        ("call (415) 555-2671 at noon", T::Phone, "(415) 555-2671"),
        ("call +43 1 234 5678 today", T::Phone, "+43 1 234 5678"),
        ("from 192.0.2.17 at night", T::IpAddress, "192.0.2.17"),
        ("key AKIAIOSFODNN7EXAMPLE leaked", T::ApiKey, "AKIAIOSFODNN7EXAMPLE"),
        ("cpf 529.982.247-25", T::BrCpf, "529.982.247-25"),
        ("CF: RSSMRA85T10A562S.", T::ItFiscalCode, "RSSMRA85T10A562S"),
        (
            "ü 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ü",
            T::CryptoWallet,
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        ),
    ];
    for (text, info_type, value) in cases {
        assert_eq!(found(text), [(info_type, value)], "{text}");
    }
    let key = "see -----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY----- end";
    assert_eq!(found(key)[0].0, T::PrivateKey);
    assert_eq!(found("a@example.org then 4111111111111111").len(), 2);
}

// proves M16
#[test]
fn numbers_that_letters_touch_and_escapes_of_json_are_read() {
    for (text, info_type, value) in [
        ("SSN457075367 was given", T::UsSsn, "457075367"),
        ("her ssn536-90-4399given", T::UsSsn, "536-90-4399"),
        ("cpf 529.982.247-25dela", T::BrCpf, "529.982.247-25"),
        ("id 536-90-4399x", T::UsSsn, "536-90-4399"),
        (r#"{"pan":"\u0034111111111111111"}"#, T::PaymentCard, r"\u0034111111111111111"),
        (r#"{"to":"jane\u0040example.org"}"#, T::Email, r"jane\u0040example.org"),
        (r#"{"a":[{"mail":"jane@example.org"}]}"#, T::Email, "jane@example.org"),
    ] {
        assert_eq!(found(text), [(info_type, value)], "{text}");
    }
    for text in ["part X536-90-4399", "box457075367 sent", r"C:\users\u00zz\x 12345678901", r"a \u"]
    {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn harmless_text_hides_nothing() {
    for text in [
        "paid 1200.50 on 2024-01-02 10:11:12, 36 months",
        "order 1234567890123456 of 2023",
        "between 10,000 and 20,000 since 2019",
        "order 1234 5678 9012 3456 of 2023",
        "rates 500 1000 2000 and 40 60 80 100 120 140 160",
        "version 1.2.3, 100 %",
        "user@localhost, @handle, me @ work",
        "international-organisations-and-more of 20 years",
    ] {
        let hits: Vec<_> = found(text).into_iter().filter(|(kind, _)| *kind != T::Date).collect();
        assert_eq!(hits, [], "{text}");
    }
}

// proves M16
#[test]
fn days_are_found_in_sentences_and_not_in_names() {
    assert_eq!(found("we met on 2024-02-29 in the hall"), [(T::Date, "2024-02-29")]);
    assert_eq!(found("we met on February 29th, 2024 in it"), [(T::Date, "February 29th, 2024")]);
    for text in ["2024-02-29", "sales 2024-02-29", "29 Feb 2024"] {
        assert_eq!(found(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived_and_ranges_hold(text in "\\PC{0,200}") {
        let hits = find_in_text(&text);
        for pair in hits.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start);
        }
        for hit in hits {
            prop_assert!(text.get(hit.range).is_some());
        }
    }

    #[test]
    fn numbers_and_signs_are_survived(text in "[0-9 .()+@A-Z:-]{0,200}") {
        for hit in find_in_text(&text) {
            prop_assert!(text.get(hit.range).is_some());
        }
    }
}
