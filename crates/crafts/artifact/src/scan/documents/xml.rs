//! XML (PMML, OpenVINO): declarations that make a parser read other files or grow without bound.
//!
//! Models need none of them, so what only declares is told without being followed.

use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let rest = text.get(start..).unwrap_or_default();
        let end = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .iter()
            .find(|(open, _)| rest.starts_with(open))
            .map_or(">", |(_, close)| close);
        let Some(length) = rest.find(end) else {
            reading.unsure("its XML ends within a tag");
            return reading;
        };
        if let Some(mark) = rest.get(..length) {
            tag(&mut reading, start, mark);
        }
        at = start + length + end.len();
    }
    reading
}

fn tag(reading: &mut Reading, at: usize, mark: &str) {
    let upper = mark.to_ascii_uppercase();
    let encoding =
        upper.split_once("ENCODING=").map(|(_, name)| name.get(1..6).unwrap_or_default());
    if upper.starts_with("<?XML ")
        && encoding.is_some_and(|name| !matches!(name, "UTF-8" | "US-AS" | "ISO-8"))
    {
        reading.unsure("its XML is written in an encoding that is not covered");
    }
    if upper.starts_with("<!ENTITY") || upper.starts_with("<!DOCTYPE") && upper.contains("<!ENTITY")
    {
        reading.add(
            &rules::XML_ENTITY,
            at,
            "it declares entities, which a parser expands or fetches",
        );
    } else if upper.starts_with("<!DOCTYPE") {
        let outside = upper.contains("SYSTEM") || upper.contains("PUBLIC") || upper.contains('[');
        if outside {
            let message = "its document type is read from elsewhere, or declares its own";
            reading.add(&rules::XML_ENTITY, at, message);
        }
    } else if upper.starts_with("<?XML-STYLESHEET") {
        reading.add(&rules::XML_ENTITY, at, "it names a style sheet that a parser fetches");
    } else if upper.contains("XINCLUDE") || upper.starts_with("<XI:INCLUDE") {
        reading.add(&rules::XML_ENTITY, at, "it includes another file");
    } else if upper.starts_with("<SCRIPT") || upper.contains("JAVASCRIPT:") {
        reading.add(&rules::SCRIPT, at, format!("it has a script: {}", shown(mark)));
    } else if upper.contains("URI=\"FILE:") || upper.contains("HREF=\"FILE:") {
        reading.add(&rules::XML_ENTITY, at, "it names a file of the host that reads it");
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn entities_and_outside_types_are_told() {
        let pmml = "<?xml version=\"1.0\"?><!-- <!ENTITY in a comment --><PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"><Header/></PMML>";
        assert!(read(pmml).is_clean());
        for bad in [
            "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><PMML>&a;</PMML>",
            "<!DOCTYPE x SYSTEM \"http://x.example/x.dtd\"><PMML/>",
            "<!doctype x [ <!entity % a 'b'> %a; ]><PMML/>",
            "<PMML><xi:include href=\"/etc/passwd\"/></PMML>",
            "<PMML",
        ] {
            assert!(!read(bad).is_clean(), "{bad}");
        }
    }
}
