//! Messages of ISO 20022 as a tree: names without their prefix, text, the one attribute they use.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Most elements of a message.
const ELEMENTS: usize = 6_000_000;
/// Deepest nesting.
const DEPTH: usize = 64;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Its own text, trimmed.
    pub text: String,
    /// The currency that an amount carries.
    pub currency: String,
    /// The line it begins on.
    pub line: u32,
    children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element down a path such as `Acct/Id/IBAN`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text of the first of these paths that has any.
    #[must_use]
    pub fn text_of(&self, paths: &[&str]) -> String {
        let texts = paths.iter().filter_map(|path| Some(self.at(path)?.text.as_str()));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }

    /// Its first child.
    #[must_use]
    pub fn first(&self) -> Option<&Self> {
        self.children.first()
    }
}

/// The root of a message.
///
/// Entities other than those of XML itself are refused: a message needs none, and they can be made
/// to grow without end.
///
/// # Errors
///
/// In words: what is wrong, with the line.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::xml::tree;
///
/// let root = tree("<a:Doc xmlns:a='x'><a:Amt Ccy='CNY'>1&#46;5</a:Amt></a:Doc>").unwrap();
/// let amount = root.child("Amt").unwrap();
/// assert_eq!((amount.text.as_str(), amount.currency.as_str()), ("1.5", "CNY"));
/// assert!(tree("<a>&lol;</a>").is_err());
/// assert!(tree("<a><b></a>").is_err());
/// ```
pub fn tree(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut count = 0_usize;
    loop {
        let line = lines.of(reader.buffer_position());
        let wrong = |what: &str| format!("line {line}: {what}");
        let event = reader.read_event().map_err(|error| wrong(&error.to_string()))?;
        match event {
            Event::Start(start) | Event::Empty(start) if open.len() >= DEPTH => {
                return Err(wrong(&format!(
                    "more than {DEPTH} levels, at {}",
                    start.name().as_ref()
                )));
            }
            Event::Start(start) => {
                count += 1;
                open.push(element(&start, line));
            }
            Event::Empty(start) => {
                count += 1;
                let empty = element(&start, line);
                match open.last_mut() {
                    Some(parent) => parent.children.push(empty),
                    None => return Ok(empty),
                }
            }
            Event::Text(part) => add(&mut open, &part.xml10_content()),
            Event::CData(part) => add(&mut open, &part.xml10_content()),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().map_err(|e| wrong(&e.to_string()))?;
                let letter = letter.or_else(|| match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                let letter = letter.ok_or_else(|| wrong("an entity that XML does not define"))?;
                add(&mut open, letter.encode_utf8(&mut [0; 4]));
            }
            Event::End(_) => {
                let Some(mut closed) = open.pop() else {
                    return Err(wrong("an end without start"));
                };
                closed.text = closed.text.trim().to_owned();
                match open.last_mut() {
                    Some(parent) => parent.children.push(closed),
                    None => return Ok(closed),
                }
            }
            Event::Eof => return Err(wrong("the message is cut")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if count > ELEMENTS {
            return Err(wrong(&format!("more than {ELEMENTS} elements")));
        }
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, line: u32) -> Element {
    let name = start.local_name().as_ref().to_owned();
    let currency = start.try_get_attribute("Ccy").ok().flatten();
    let currency = currency.map(|found| found.value.as_ref().to_owned()).unwrap_or_default();
    Element { name, currency, line, ..Element::default() }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Lines by position, which only rises.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, position: u64) -> u32 {
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let start = self.at.min(end);
        let ends = self.text[start..end].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = end;
        self.line
    }
}
