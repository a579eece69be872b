//! Files of any office program, wiki and encoding become the same grid of texts.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::Write;
use tables::read::{ReadError, grid};
use terms::grid::{Grid, Merged};

fn rows(bytes: &[u8]) -> Vec<Vec<Vec<String>>> {
    let grid = grid("a file", bytes).unwrap();
    let of_sheet =
        |sheet: &terms::grid::Sheet| sheet.rows.iter().map(|row| row.cells.clone()).collect();
    grid.sheets.iter().map(of_sheet).collect()
}

fn one(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut sheets = rows(bytes);
    assert_eq!(sheets.len(), 1, "{sheets:?}");
    sheets.remove(0)
}

const CELLS: [[&str; 3]; 3] = [
    ["Aktivit\u{e4}t", "Datenschutz", "ML, Lead"],
    ["Pr\u{fc}fen", "A", "R/A"],
    ["L\u{f6}schen; danach", "", "C"],
];

/// The cells as a spreadsheet writes them with this delimiter.
fn written(delimiter: &str, end: &str) -> String {
    let cell = |cell: &&str| {
        if cell.contains([',', ';']) { format!("\"{cell}\"") } else { (*cell).to_owned() }
    };
    let line = |row: &[&str; 3]| row.iter().map(cell).collect::<Vec<_>>().join(delimiter) + end;
    CELLS.iter().map(line).collect()
}

fn wide(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

// proves M4
#[test]
fn delimiters_and_encodings_of_every_country_are_found() {
    let cells = CELLS.map(|row| row.map(str::to_owned).to_vec()).to_vec();
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n"] {
            let text = written(delimiter, end);
            let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
            let (western, ..) = WINDOWS_1252.encode(&text);
            for (encoding, bytes) in [
                ("UTF-8", text.clone().into_bytes()),
                ("UTF-8 with a mark", marked(b"\xef\xbb\xbf", text.clone().into_bytes())),
                ("UTF-16LE", marked(b"\xff\xfe", wide(&text, true))),
                ("UTF-16BE", marked(b"\xfe\xff", wide(&text, false))),
                (UTF_16LE.name(), wide(&text, true)),
                (UTF_16BE.name(), wide(&text, false)),
                ("Windows-1252", western.into_owned()),
            ] {
                let read = one(&bytes).into_iter().map(|mut row| {
                    row.resize(3, String::new());
                    row
                });
                assert_eq!(read.collect::<Vec<_>>(), cells, "{encoding}, {delimiter:?}");
            }
        }
    }
}

// proves M4
#[test]
fn a_file_that_says_its_delimiter_is_believed_and_lines_are_told() {
    let sheet = &grid("f", b"sep=;\r\n# a comment\r\nA,b;c\r\n\r\n\"x\ny\";z\r\n;;\r\n#1;last\r\n")
        .unwrap()
        .sheets[0];
    let told: Vec<(u64, Vec<&str>)> = sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(told, [(3, vec!["A,b", "c"]), (5, vec!["x\ny", "z"]), (8, vec!["#1", "last"])]);
}

// proves M4
#[test]
fn tables_drawn_with_signs_are_read() {
    let table = [
        ["Activity", "Data Owner", "Risk"],
        ["Ingest | load", "**R/A**", "I"],
        ["Train", "", "A\nR"],
    ];
    let table = table.map(|row| row.map(str::to_owned).to_vec()).to_vec();
    for text in [
        "| Activity | Data Owner | Risk |\n|---|:--:|---|\n| Ingest \\| load | **R/A** | I |\n| Train | | A<br>R |\n",
        "Activity | Data Owner | Risk\n--- | --- | ---\nIngest \\| load | **R/A** | I\nTrain | | A<br/>R\n",
        "||Activity||Data Owner||Risk||\n|Ingest \\| load|**R/A**|I|\n|Train| |A\\\\R|\n",
        "{| class=\"wikitable\"\n! Activity !! Data Owner !! Risk\n|-\n| Ingest &#124; load || **R/A** || I\n|-\n| Train\n|\n| A<br>R\n|}\n",
        "<html><body><table><thead><tr><th>Activity</th><th>Data Owner</th><th>Risk</th></tr></thead><tbody>\
         <tr><td><p>Ingest | load</p></td><td>**R/A**</td><td><strong>I</strong></td></tr>\n\
         <tr><td>Train</td><td></td><td><p>A</p><p>R</p></td></tr></tbody></table></body></html>",
        "+----------+------------+------+\n| Activity | Data Owner | Risk |\n+==========+============+======+\n\
         | Ingest \\| load | **R/A** | I |\n+----------+------------+------+\n| Train    |            | A    |\n|          |            | R    |\n\
         +----------+------------+------+\n",
    ] {
        assert_eq!(one(text.as_bytes()), table, "{text}");
    }
    let several = "# Data\n\n| a | b |\n|---|---|\n| 1 | R |\n\nLegend: R\n\n## Model\n| a | c |\n|---|---|\n| 2 | A |\n";
    let named: Vec<String> =
        grid("f", several.as_bytes()).unwrap().sheets.into_iter().map(|sheet| sheet.name).collect();
    assert_eq!(named, ["Data", "Model"]);
    assert_eq!(rows(several.as_bytes())[0].last().unwrap(), &["Legend: R"]);
}

// proves M4
#[test]
fn what_spans_rows_and_columns_is_told_and_shifts_nothing() {
    let html = "<table>\n<tr><th rowspan=2>Task</th><th colspan=\"2\">Bank</th></tr>\n<tr><th>Owner</th><th>Risk</th></tr>\n\
                <tr><td>Ingest</td><td>A</td><td rowspan='2'>I</td></tr>\n<tr><td>Train</td><td>R</td></tr>\n</table>";
    let wiki = "{|\n! rowspan=2 | Task\n! colspan=2 | Bank\n|-\n! Owner !! Risk\n|-\n| Ingest || A || rowspan=2 | I\n|-\n| Train || R\n|}";
    for text in [html, wiki] {
        let sheet = &grid("f", text.as_bytes()).unwrap().sheets[0];
        let cells: Vec<Vec<&str>> =
            sheet.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(
            cells,
            [
                vec!["Task", "Bank"],
                vec!["", "Owner", "Risk"],
                vec!["Ingest", "A", "I"],
                vec!["Train", "R"]
            ]
        );
        let line = |row: usize| sheet.rows[row].line;
        let block = |first: usize, last: usize, first_column, last_column| Merged {
            first_line: line(first),
            last_line: line(last),
            first_column,
            last_column,
        };
        assert_eq!(sheet.merged, [block(0, 1, 0, 0), block(0, 0, 1, 2), block(2, 3, 2, 2)]);
    }
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn xlsx() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let first = format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\">{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}</row></sheetData>\
         <mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A3:A4\"/></mergeCells></worksheet>",
        cell("A1", "RACI"),
        cell("A3", "Data"),
        cell("C3", "R/A"),
        cell("B4", "I")
    );
    let second = format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\">{}</row></sheetData></worksheet>",
        cell("A1", "old")
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets><sheet name=\"Who\" sheetId=\"1\" r:id=\"rId1\"/>\
         <sheet name=\"Before\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
    );
    let roots = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zip(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        ("_rels/.rels", &roots),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &rels),
        ("xl/worksheets/sheet1.xml", &first),
        ("xl/worksheets/sheet2.xml", &second),
    ])
}

fn ods() -> Vec<u8> {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"Who\"><table:table-row>{}{}</table:table-row>\
         <table:table-row>{}{}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        cell("Activity"),
        cell("Owner"),
        cell("Ingest"),
        cell("R/A")
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", &content),
    ])
}

// proves M4
#[test]
fn workbooks_give_every_sheet_with_its_merged_cells() {
    let Grid { sheets } = grid("f", &xlsx()).unwrap();
    let [who, before] = &sheets[..] else { panic!("{sheets:?}") };
    assert_eq!(
        (who.name.as_str(), who.hidden, before.name.as_str(), before.hidden),
        ("Who", false, "Before", true)
    );
    let told: Vec<(u64, Vec<&str>)> = who
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(told, [(1, vec!["RACI"]), (3, vec!["Data", "", "R/A"]), (4, vec!["", "I"])]);
    let block = |first_line, last_line, first_column, last_column| Merged {
        first_line,
        last_line,
        first_column,
        last_column,
    };
    assert_eq!(who.merged, [block(1, 1, 0, 2), block(3, 4, 0, 0)]);
    assert_eq!(one(&ods()), [["Activity", "Owner"], ["Ingest", "R/A"]]);
}

// proves M4
#[test]
fn what_is_no_grid_says_what_it_is() {
    for (bytes, told) in [
        (&b""[..], "is empty"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"PK\x03\x04 cut", "ZIP archive"),
        (b"\n\n\n", "is empty"),
    ] {
        let error = grid("f.csv", bytes).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    let long = "a,".repeat(10_200);
    let error = grid("f", (long + "b\n").as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::TooManyColumns { .. }), "{error}");
    let mut cut = xlsx();
    cut.truncate(cut.len() / 2);
    assert!(grid("f", &cut).is_err());
    for at in (0..xlsx().len()).step_by(37) {
        let mut changed = xlsx();
        changed[at] ^= 0x55;
        let _ = grid("f", &changed);
    }
}
