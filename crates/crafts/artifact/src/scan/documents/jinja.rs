//! Templates of Jinja 2, in which chat templates are written: what one would reach for.
//!
//! A template is rendered with the data of a conversation. It needs names, their public fields, the
//! methods of texts and lists, and filters; whoever renders it outside of a sandbox runs what else
//! it reaches (CVE-2024-34359). So all else is told: by rule if it leads out, as a doubt if not known.

use super::lexer::{self, Token};
use super::names::{self, Names};
use crate::scan::reading::{Reading, shown};
use crate::scan::rules::{self, Rule};

/// Characters of one template.
const LENGTH: usize = 1 << 20;
/// Statements that only choose and repeat.
const STATEMENTS: &str = "if elif else endif for endfor set endset macro endmacro call endcall \
    filter endfilter block endblock raw endraw with endwith autoescape endautoescape break \
    continue generation endgeneration do trans endtrans pluralize";
/// Statements that read another file.
const IMPORTS: &str = "import include extends from";
const FILTERS: &str = "abs batch capitalize center count d default dictsort e escape first float \
    forceescape indent int items join last length list lower map max min random reject rejectattr \
    replace reverse round safe select selectattr slice sort string strip striptags sum title tojson \
    from_json trim truncate unique upper urlencode wordcount wordwrap groupby pprint filesizeformat \
    xmlattr tojson_compact";
const METHODS: &str = "append capitalize copy count endswith extend find get index insert isalnum \
    isalpha isdigit isnumeric isspace items join keys lower lstrip partition pop removeprefix \
    removesuffix replace reverse rfind rindex rpartition rsplit rstrip setdefault sort split \
    splitlines startswith strip strftime title update upper values zfill cycle changed isoformat \
    isupper islower swapcase ljust rjust center casefold encode remove";
/// Attributes that lead from a value to the interpreter, though they bear no underscores.
const LEADS_OUT: &str = "mro popen system func_globals func_code gi_frame gi_code cr_frame f_globals \
    f_builtins f_locals f_back tb_frame ag_frame co_code subclasses exec eval modules environ \
    getattr setattr import_module check_output Popen";
/// Names that a host's engine may put there.
const HOST_NAMES: &str = "self lipsum cycler joiner config request session url_for g os sys \
    subprocess builtins importlib get_flashed_messages application environment handler";

/// Tells what `text`, read as a template, reaches for; `escape` is the rule for what leads out.
pub(in crate::scan) fn read(text: &str, escape: &'static Rule) -> Reading {
    let mut reading = Reading::default();
    if text.len() > LENGTH {
        reading.unsure("a template is longer than the limit");
        return reading;
    }
    let (blocks, closed) = lexer::blocks(text);
    if !closed {
        reading.doubt(&rules::TEMPLATE_DOUBT, 0, "a template is cut, or written in another tongue");
    }
    let names = Names::of(&blocks);
    for block in &blocks {
        let (tokens, at) = (&block.tokens, block.at);
        let mut look = Look { reading: &mut reading, escape, tokens, at, names: &names };
        if block.statement {
            look.statement();
        }
        look.expression();
    }
    reading
}

/// Whether `text` has what only a template has.
pub(in crate::scan) fn probe(text: &str) -> bool {
    text.contains("{{") && text.contains("}}") || text.contains("{%") && text.contains("%}")
}

struct Look<'l> {
    reading: &'l mut Reading,
    /// Names whose texts the template puts together.
    names: &'l Names<'l>,
    escape: &'static Rule,
    tokens: &'l [Token],
    at: usize,
}

impl Look<'_> {
    fn statement(&mut self) {
        let Some(Token::Name(word)) = self.tokens.first() else {
            return self.doubt("has a statement without a word");
        };
        if listed(IMPORTS, word) {
            let message = format!("a template reads another file by {}", shown(word));
            self.reading.add(&rules::TEMPLATE_IMPORT, self.at, message);
        } else if !listed(STATEMENTS, word) {
            self.doubt(&format!("has the statement {}, which is not known", shown(word)));
        }
    }

    fn expression(&mut self) {
        let tokens = self.tokens;
        for (place, token) in tokens.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| tokens.get(before));
            let after = tokens.get(place + 1);
            match token {
                Token::Name(name) => self.name(name, before, after),
                Token::Text { value, escaped } => self.text(value, *escaped),
                Token::Sign('[') => {
                    self.subscript(tokens.get(place + 1..).unwrap_or_default());
                    if let (Some(Token::Text { .. }), Some(Token::Number)) = (before, after) {
                        self.doubt("takes letters out of a text");
                    }
                }
                Token::Sign('%') if matches!(before, Some(Token::Text { .. })) => {
                    self.doubt("puts a text together by a format");
                }
                Token::Sign('|') => {
                    let filter = tokens.get(place + 1..).unwrap_or_default();
                    if !names::literal(filter, filters) {
                        self.doubt("puts together the name of a field or of a filter");
                    }
                }
                Token::Number | Token::Sign(_) => {}
            }
        }
    }

    fn name(&mut self, name: &str, before: Option<&Token>, after: Option<&Token>) {
        let called = matches!(after, Some(Token::Sign('(')));
        if name.contains("__") || !name.is_ascii() {
            return self.escapes(name);
        }
        match before {
            Some(Token::Sign('|')) if name == "attr" => self.escapes("any attribute, by attr"),
            Some(Token::Sign('|')) if !listed(FILTERS, name) => {
                self.doubt(&format!("has the filter {}, which is not known", shown(name)));
            }
            Some(Token::Sign('.')) if listed(LEADS_OUT, name) => self.escapes(name),
            Some(Token::Sign('.')) if name.starts_with('_') => {
                self.doubt(&format!("reads the private field {}", shown(name)));
            }
            Some(Token::Sign('.')) if called && !listed(METHODS, name) => {
                self.doubt(&format!("calls the method {}, which is not known", shown(name)));
            }
            Some(Token::Sign('.' | '|')) => {}
            _ if listed(HOST_NAMES, name)
                && matches!(after, Some(Token::Sign('.' | '[' | '|'))) =>
            {
                self.doubt(&format!("reads {} of the program that renders it", shown(name)));
            }
            _ => {}
        }
    }

    fn text(&mut self, value: &str, escaped: bool) {
        let trimmed = value.trim_matches(|c: char| c != '_');
        let dunder = value.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| {
            word.starts_with("__") && word.len() > 2 || word.ends_with("__") && word.len() > 2
        });
        if escaped && value.contains('_') {
            self.escapes("a name that is spelled by escapes");
        } else if dunder {
            self.escapes(value);
        } else if value.contains("__") {
            self.doubt("writes two underscores into a text");
        } else if !trimmed.is_empty() && trimmed.len() == value.len() && trimmed.len() <= 2 {
            self.doubt("puts names together from underscores");
        } else if value.contains("://") {
            let message = "a template writes an address of the network";
            self.reading.add(&rules::TEMPLATE_LINK, self.at, message);
        }
    }

    /// A name that is put together within brackets may be any name.
    fn subscript(&mut self, tokens: &[Token]) {
        let mut depth = 0;
        for (place, token) in tokens.iter().enumerate() {
            match token {
                Token::Sign('[' | '(') => depth += 1,
                Token::Sign(']' | ')') if depth == 0 => return,
                Token::Sign(']' | ')') => depth -= 1,
                Token::Name(name)
                    if self.names.is_built(name)
                        || names::puts_together(
                            place.checked_sub(1).and_then(|at| tokens.get(at)),
                            name,
                        ) =>
                {
                    return self.doubt("puts together the name of a field");
                }
                // The rest of a division is a number.
                Token::Sign('%') if matches!(tokens.get(place + 1), Some(Token::Number)) => {}
                Token::Sign('~' | '%') => return self.doubt("puts together the name of a field"),
                Token::Sign('+') => {
                    let before = place.checked_sub(1).and_then(|before| tokens.get(before));
                    if self.names.is_text(before) || self.names.is_text(tokens.get(place + 1)) {
                        return self.doubt("puts together the name of a field");
                    }
                }
                Token::Sign('|') if depth == 0 => {
                    let count = ["length", "int", "count"];
                    let next = tokens.get(place + 1);
                    if !matches!(next, Some(Token::Name(name)) if count.contains(&name.as_str())) {
                        return self.doubt("puts together the name of a field");
                    }
                }
                _ => {}
            }
        }
    }

    fn escapes(&mut self, what: &str) {
        let message = format!("a template reaches for {}", shown(what));
        self.reading.add(self.escape, self.at, message);
    }

    fn doubt(&mut self, what: &str) {
        self.reading.doubt(&rules::TEMPLATE_DOUBT, self.at, format!("a template {what}"));
    }
}

/// Whether a filter is one that only computes.
fn filters(name: &str) -> bool {
    listed(FILTERS, name)
}

fn listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

#[cfg(test)]
#[path = "jinja_tests.rs"]
mod tests;
