//! Text as people have it: read right, or told.

use super::{cells, names, options, read};
use tables::read::{Doubt, ReadError, ReadOptions};
use tables::{Format, Naming, Table};

fn plain(text: &str) -> Table {
    read(text.as_bytes(), &options()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn doubt(text: &[u8]) -> Doubt {
    match read(text, &options()) {
        Err(ReadError::Unsure { doubt, .. }) => doubt,
        Err(other) => panic!("{other}"),
        Ok(table) => panic!("{:?} {:?}", table, cells(&table.batch)),
    }
}

fn shape(table: &Table) -> (usize, usize) {
    (table.batch.num_columns(), table.batch.num_rows())
}

fn rules(table: &Table) -> Vec<&str> {
    table.notes.iter().map(|note| note.rule).collect()
}

// proves M4
#[test]
fn a_table_begins_where_its_rows_begin() {
    let text = "Report generated 2024-01-01\nSource: HR\n\nname,email,age\nAnna,a.example,30\nBob,b.example,40\nCid,c.example,50\n";
    let table = plain(text);
    assert_eq!((shape(&table), rules(&table)), ((3, 3), vec!["tables/preamble"]));
    assert_eq!(names(&table.batch), ["name", "email", "age"]);

    let commented = plain("# made by hand\n# twice\nid;city\n1;Graz\n# not here\n2;Linz\n");
    assert_eq!(names(&commented.batch), ["id", "city"]);
    assert_eq!(shape(&commented), (2, 2));
    let told: Vec<_> = commented.defects.iter().map(|d| (d.kind, d.rows.clone())).collect();
    assert_eq!(told, [(terms::DefectKind::CommentLine, vec![1])]);
    let colours = plain("colour,n\n#ff0000,1\n#00ff00,2\n");
    assert_eq!(shape(&colours), (2, 2));

    let rows = (1..9).map(|i| (0..12).map(|j| (i * j).to_string()).collect::<Vec<_>>().join(";"));
    let short = format!("a;b\n{}\n", rows.collect::<Vec<_>>().join("\n"));
    let table = plain(&short);
    assert_eq!(shape(&table), (12, 8));
    assert_eq!(names(&table.batch)[..3], ["a", "b", "c3"]);
    assert_eq!(rules(&table), ["tables/short-header"]);
}

// proves M4
#[test]
fn a_header_that_is_one_name_short_is_read_as_r_writes_it_or_asked_about() {
    // As write.table(x) writes it, and with sep = ",".
    let row = |i| format!("\"{i}\" {} {} 3.{i}\n", 1_948_774 + i * 37, i % 2);
    let rows: String = (1..9).map(row).collect();
    let table = format!("\"patient\" \"hiv\" \"price\"\n{rows}");
    for text in [table.replace(' ', ","), table.clone(), table.replace('"', "")] {
        let table = plain(&text);
        assert_eq!(names(&table.batch), ["row", "patient", "hiv", "price"], "{text}");
        assert_eq!((shape(&table), rules(&table)), ((4, 8), vec!["tables/short-header"]));
    }
    // Rows that end with a delimiter are as their header says.
    let ended = (1..9).map(|i| format!("{i};{};\n", i * 3)).collect::<String>();
    assert_eq!(names(&plain(&format!("a;b\n{ended}")).batch)[..2], ["a", "b"]);
    // A decimal comma that nobody quoted: which column has no name can't be told.
    let comma = (0..9).map(|i| format!("{i},{},{i}7,Ulm\n", 1_000 + i * 91)).collect::<String>();
    let comma = format!("id,wage,town\n{comma}");
    let unsure = doubt(comma.as_bytes());
    assert!(matches!(unsure, Doubt::ShortHeader { named: 3, width: 4 }), "{unsure}");
    let table = read(comma.as_bytes(), &ReadOptions { ragged: true, ..options() }).unwrap();
    assert_eq!(names(&table.batch), ["id", "wage", "town", "c4"]);
}

// proves M4
#[test]
fn any_delimiter_is_found_beside_what_else_parts_cells() {
    let dates: String = (1..10)
        .map(|i| format!("May {i}, 2024;{};12.50;Kay{i};open;\n", 50_000 + i * 37))
        .collect();
    assert_eq!(shape(&plain(&dates)), (6, 9));
    for (text, delimiter, width) in [
        ("id:name\n1:Ada\n2:Emil\n", b':', 2),
        ("id^name\n1^Ada, King\n2^Emil\n", b'^', 2),
        ("id~name~n\n1~Ada~3\n2~Emil~4\n", b'~', 3),
        ("at,n\n2024-01-01T10:00:00Z,5\n2024-01-01T11:30:00Z,6\n", b',', 2),
        ("a;b\n1,5;2,5\n3,25;4,75\n", b';', 2),
        ("x 1,5 2,5\ny 3,5 4,5\nz 5,5 6,5\n", b' ', 3),
        ("name\tcity\nAda K\tNew York\nEmil R\tSan Juan\n", b'\t', 2),
        ("name;address\nAda;King, Street 1\nEmil;Roth, Street 2\n", b';', 2),
        ("k|v\na|1;2;3\nb|4;5\nc|6\n", b'|', 2),
    ] {
        let table = plain(text);
        assert_eq!(table.source.format, Format::Delimited(delimiter), "{text}");
        assert_eq!(table.batch.num_columns(), width, "{text}");
    }
    assert!(matches!(doubt(b"a|b,c\nd|e,f\ng|h,i\n"), Doubt::Delimiter { .. }));
}

// proves M4
#[test]
fn lines_end_as_they_do() {
    let table = plain("name,mail,city\rAnna,anna.example,Graz\rJosé,jose.example,León\r");
    assert_eq!(shape(&table), (3, 2));
    assert_eq!(shape(&plain("a,b\r\n1,2\r\n3,4")), (2, 2));
    assert_eq!(shape(&plain("a,b\n\n1,2\n\n\n3,4\n\n")), (2, 2));
    assert_eq!(cells(&plain("a,b\n1,\"x\r\ny\"\n").batch)[0][1].as_deref(), Some("x\r\ny"));
}

// proves M4
#[test]
fn what_could_be_cut_or_shifted_is_told_and_not_read() {
    assert_eq!(doubt(b"a,b\n1,\"x\n2,y\n3,z\n"), Doubt::Unclosed { line: 2 });
    assert_eq!(doubt(b"a,b\n1,\"x\n2,y\n3,\"z\"\n"), Doubt::AfterQuote { line: 4 });
    let swallowed = b"a,b\n1,\"x\n2,y\n3,z\n4,w\n5,v\"\n6,u\n";
    assert!(matches!(doubt(swallowed), Doubt::Swallowed { line: 2 }));
    assert!(matches!(doubt(b"a,b\n1,2\n3,4,5\n6,7\n"), Doubt::Ragged { row: 1, .. }));
    let short = b"a,b,c\n1,2,3\n4,5\n6,7\n8,9,1\n2,3,4\n";
    assert!(matches!(doubt(short), Doubt::Ragged { count: 2, row: 1, width: 3 }));
    let plainly = ReadOptions { unquoted: true, ..options() };
    let inches = read(b"size,n\n\"Big\" 5\",1\n\"6\",2\n", &plainly).unwrap();
    assert_eq!(cells(&inches.batch)[0][0].as_deref(), Some("\"Big\" 5\""));
    let escaped = plain("a,b\n1,\"He said \\\"hi, you\\\"\"\n2,\"plain\"\n");
    assert_eq!(cells(&escaped.batch)[0][1].as_deref(), Some("He said \"hi, you\""));
    let apostrophes = plain("a,b\n'1, one','x'\n'2, two','y'\n'3, three','z'\n");
    assert_eq!(cells(&apostrophes.batch)[0][0].as_deref(), Some("1, one"));
}

// proves M4
#[test]
fn headers_of_years_and_of_equal_names_are_headers() {
    let table = plain("region;2019;2020;2021\nnorth;5;6;7\nsouth;8;9;10\n");
    assert_eq!(names(&table.batch), ["region", "2019", "2020", "2021"]);
    assert_eq!(table.source.naming, Naming::Header);
    let twice = plain("a,a,b,a_2\n1,2,3,4\n5,6,7,8\n");
    assert_eq!(names(&twice.batch), ["a", "a_3", "b", "a_2"]);
    assert_eq!(rules(&twice), ["tables/renamed-column"]);
    let wide =
        |cell: &dyn Fn(usize) -> String| (0..10_000).map(cell).collect::<Vec<_>>().join(",") + "\n";
    let text = wide(&|at| format!("n{at}")) + &wide(&|at| at.to_string()).repeat(3);
    assert_eq!(shape(&plain(&text)), (10_000, 3));
    let sql = plain("select,\"drop table x;--\"\n1,2\n3,4\n");
    assert_eq!(names(&sql.batch), ["select", "drop table x;--"]);
}

// proves M4
#[test]
fn text_in_other_encodings_is_read_and_told() {
    let text = "name,city\nAnna Müller,Köln\nJosé Núñez,León\n";
    let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    let expected = cells(&plain(text).batch);
    let table = read(&latin, &options()).unwrap();
    assert_eq!((cells(&table.batch), rules(&table)), (expected.clone(), vec!["tables/encoding"]));
    for (encoding, text) in [
        (encoding_rs::SHIFT_JIS, "名前,都市\n佐藤太郎,東京都\n鈴木花子,大阪府\n".repeat(4)),
        (
            encoding_rs::WINDOWS_1251,
            "имя,город\nАнна Петрова,Москва\nИван Сидоров,Казань\n".repeat(4),
        ),
        (encoding_rs::WINDOWS_1252, "name,price\nMüller,5 €\nNúñez,7 €\nGarçon,8 €\n".repeat(4)),
    ] {
        let table = read(&encoding.encode(&text).0, &options()).unwrap();
        assert_eq!(cells(&table.batch), cells(&plain(&text).batch), "{}", encoding.name());
    }
    // The first byte that is no UTF-8 comes after all that is looked at.
    let late = [b"id,name\n".as_slice(), &b"1,Anna\n".repeat(60_000), b"2,M\xfcller\n"].concat();
    let table = read(&late, &options()).unwrap();
    assert_eq!(cells(&table.batch)[60_000][1].as_deref(), Some("Müller"));
    let damaged = ["1,Köln\n".repeat(60_000).as_bytes(), b"2,K\xff\n"].concat();
    assert!(matches!(read(&damaged, &options()), Err(ReadError::NotUtf8 { row: 60_000, .. })));
    let given = ReadOptions { encoding: Some("iso-8859-2".into()), ..options() };
    let polish = read(b"a,b\n1,\xb3ad\n2,x\n", &given).unwrap();
    assert_eq!(cells(&polish.batch)[0][1].as_deref(), Some("ład"));
    let none = ReadOptions { encoding: Some("klingon".into()), ..options() };
    assert!(matches!(read(b"a,b\n1,2\n", &none), Err(ReadError::NoEncoding { .. })));
}

// proves M4
#[test]
fn a_table_of_one_column_is_not_cut_in_two() {
    let names_below = |name: &str| format!("name\n{}", name.repeat(60));
    for (text, rows) in [
        (names_below("Anna Novak\nOmar Silva\nIngrid Jensen\n"), 180),
        (format!("comment\n{}", "Well, yes\nNo\nOne, two, three\n".repeat(9)), 27),
        ("comment\nIt came late, and was wet\nFine\nNo, thanks, not again\nOh, well\n".into(), 4),
        ("question\nWhat: this?\nAnd: that: too?\nWho: me?\n".into(), 3),
    ] {
        let table = plain(&text);
        assert_eq!(shape(&table), (1, rows), "{text}");
        assert_eq!(rules(&table), [""; 0], "{text}");
    }
    assert_eq!(
        cells(&plain("q\nWell, yes\nOne, two, three\n").batch)[0][0].as_deref(),
        Some("Well, yes")
    );
    // A title above a table looks the same.
    let either = b"name\nNovak, Anna\nSilva, Omar\nJensen, Ingrid\n";
    assert_eq!(doubt(either), Doubt::OneColumn { delimiter: ",".into() });
    for (delimiter, width) in [(b',', 2), (b'\t', 1)] {
        let said = ReadOptions { delimiter: Some(delimiter), ..options() };
        assert_eq!(read(either, &said).unwrap().batch.num_columns(), width);
    }
    // Tables with a space behind each comma stay tables.
    assert_eq!(shape(&plain("name, city\nAnna, Graz\nOmar, Linz\n")), (2, 2));
    assert_eq!(shape(&plain("Report of 2024\n\nname, city\nAnna, Graz\nOmar, Linz\n")), (2, 2));
}

// proves M4
#[test]
fn letters_of_old_machines_are_read_or_told() {
    let text = "name,city\nMüller,Köln\nJäger,Lübeck\nWeiß,Düren\nGröße,Zürich\nPérez,Málaga\n";
    let mac = |letter: char| match letter {
        'ä' => 0x8a,
        'ö' => 0x9a,
        'ü' => 0x9f,
        'ß' => 0xa7,
        'é' => 0x8e,
        'á' => 0x87,
        c => c as u8,
    };
    let dos = |letter: char| match letter {
        'ä' => 0x84,
        'ö' => 0x94,
        'ü' => 0x81,
        'ß' => 0xe1,
        'é' => 0x82,
        'á' => 0xa0,
        c => c as u8,
    };
    let expected = cells(&plain(text).batch);
    for (bytes, name) in [
        (text.chars().map(mac).collect::<Vec<u8>>(), "macintosh"),
        (text.chars().map(dos).collect(), "IBM437"),
    ] {
        let table = read(&bytes, &options()).unwrap();
        assert_eq!(cells(&table.batch), expected, "{name}");
        assert_eq!(rules(&table), ["tables/encoding"], "{name}");
        assert!(table.notes[0].text.contains(name), "{:?}", table.notes);
        let given = ReadOptions { encoding: Some(name.into()), ..options() };
        assert_eq!(cells(&read(&bytes, &given).unwrap().batch), expected, "{name}");
    }
    // One letter alone may be another one.
    let one = b"name,n\nK\x9aln,1\nGraz,2\nLinz,3\n";
    assert!(matches!(doubt(one), Doubt::Encoding { .. }));
    let czech = encoding_rs::WINDOWS_1250
        .encode("jméno,město\nŠárka,Plzeň\nTomáš,Děčín\nJiří,Žďár\n")
        .0
        .into_owned();
    assert_eq!(cells(&read(&czech, &options()).unwrap().batch)[1][0].as_deref(), Some("Tomáš"));
    let french = encoding_rs::WINDOWS_1252
        .encode("nom,note\nZoë,l’été – « œuvre »\nRenée,5 € à côté…\n")
        .0
        .into_owned();
    assert_eq!(
        cells(&read(&french, &options()).unwrap().batch)[1][1].as_deref(),
        Some("5 € à côté…")
    );
}
