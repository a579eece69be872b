//! XML (PMML, OpenVINO): declarations that make a parser read other files or grow without bound.
//!
//! Models need none of them, so what only declares is told without being followed.

use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    if ["exec-maven-plugin", "maven-antrun-plugin"].iter().any(|name| text.contains(name)) {
        reading.add(&rules::SCRIPT_REACHES, 0, "whoever builds it runs what it names");
    }
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
    } else if let Some(what) = runs(mark, &upper) {
        reading.add(&rules::SCRIPT_REACHES, at, format!("{what}: {}", shown(mark)));
    } else if let Some(what) = needs(mark, &upper) {
        reading.doubt(&rules::TARGET_UNKNOWN, at, format!("{what}: {}", shown(mark)));
    } else if upper.contains("URI=\"FILE:") || upper.contains("HREF=\"FILE:") {
        reading.add(&rules::XML_ENTITY, at, "it names a file of the host that reads it");
    }
}

/// What a tag makes the program run that reads it.
fn runs(mark: &str, upper: &str) -> Option<&'static str> {
    let any = |marks: &[&str]| marks.iter().any(|word| mark.contains(word));
    if any(&[
        "xml.apache.org/xalan/java",
        "=\"java:",
        "='java:",
        "urn:schemas-microsoft-com:xslt",
        "saxon.sf.net",
    ]) {
        return Some("a style sheet that reaches into its processor's language");
    }
    // Spring makes the beans that it reads of, Ant and Maven run what builds name.
    let bean = mark.starts_with("<bean ")
        && any(&["java.lang.", "javax.script.", "init-method=", "factory-method="]);
    if bean || mark.starts_with("<exec ") {
        return Some("whoever reads it runs what it names");
    }
    let attached = any(&[
        "/attachedTemplate\"",
        "/oleObject\"",
        "/frame\"",
        "/externalLinkPath\"",
        "/subDocument\"",
    ]);
    if upper.starts_with("<RELATIONSHIP ") && attached && upper.contains("\"EXTERNAL\"") {
        return Some("a document that fetches a part, which may hold macros");
    }
    let callback = ["PreLoadFcn", "PostLoadFcn", "InitFcn", "StartFcn", "OpenFcn", "CloseFcn"];
    let named = callback.iter().any(|name| mark.contains(&format!("Name=\"{name}\"")));
    named.then_some("a model of Simulink that runs a command when it is opened")
}

/// What a tag makes the program load that reads it, of somebody's own.
fn needs(mark: &str, upper: &str) -> Option<&'static str> {
    let value = |key: &str| {
        let rest = mark.split_once(key)?.1;
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    };
    // A function of PMML's has no point in its name; a class of Java's has.
    let function =
        value(" function=").filter(|name| name.contains('.') && mark.starts_with("<Apply"));
    if function.is_some() {
        return Some("its reader loads a class for it");
    }
    if mark.starts_with("<layer ") && value(" version=") == Some("extension") {
        return Some("a layer that its runtime needs a library for");
    }
    let handler = [" ONLOAD=", " ONERROR=", " ONCLICK=", " ONMOUSEOVER=", " ONFOCUS=", " ONBEGIN="];
    if handler.iter().any(|name| upper.contains(name)) {
        return Some("a browser runs what it has");
    }
    (upper.starts_with("<META") && upper.contains("UTF-7"))
        .then_some("it is written in an encoding that is not covered")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn entities_and_outside_types_are_told() {
        let pmml = "<?xml version=\"1.0\"?><!-- <!ENTITY in a comment --><PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"><Header/></PMML>";
        assert!(read(pmml).is_clean());
        let layers = "<net><layer id=\"0\" version=\"opset1\"/><Apply function=\"+\"/></net>";
        assert!(read(layers).is_clean());
        for bad in [
            "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><PMML>&a;</PMML>",
            "<!DOCTYPE x SYSTEM \"http://x.example/x.dtd\"><PMML/>",
            "<!doctype x [ <!entity % a 'b'> %a; ]><PMML/>",
            "<PMML><xi:include href=\"/etc/passwd\"/></PMML>",
            "<PMML",
            "<PMML><Apply function=\"com.acme.Shell\"/></PMML>",
            "<net><layer id=\"0\" type=\"Shell\" version=\"extension\"/></net>",
            "<beans><bean class=\"java.lang.ProcessBuilder\"/></beans>",
            "<project><exec executable=\"sh\"/></project>",
            "<Model><P Name=\"PreLoadFcn\">x</P></Model>",
            "<html><body onload=\"x\"/></html>",
        ] {
            assert!(!read(bad).is_clean(), "{bad}");
        }
    }
}
