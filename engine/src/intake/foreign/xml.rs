//! Messages of ISO 20022 as a tree: names without their prefix, text, the one attribute they use.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Most elements of a message.
const ELEMENTS: usize = 6_000_000;
/// Deepest nesting.
const DEPTH: usize = 64;

/// An element; its name and text are parts of the message.
///
/// Example: [`tree()`].
#[derive(Clone, Debug, Default)]
pub struct Element<'a> {
    /// Its name without a prefix.
    pub name: &'a str,
    /// Its own text, trimmed.
    pub text: Cow<'a, str>,
    /// The currency that an amount carries.
    pub currency: Cow<'a, str>,
    /// The line it begins on.
    pub line: u32,
    children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element down a path such as `Acct/Id/IBAN`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text of the first of these paths that has any.
    #[must_use]
    pub fn text_of(&self, paths: &[&str]) -> Cow<'a, str> {
        let texts = paths.iter().filter_map(|path| Some(&self.at(path)?.text));
        texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
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
/// assert_eq!((&*amount.text, &*amount.currency), ("1.5", "CNY"));
/// assert!(tree("<a>&lol;</a>").is_err());
/// assert!(tree("<a><b></a>").is_err());
/// ```
pub fn tree(text: &str) -> Result<Element<'_>, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut count = 0_usize;
    loop {
        let start_of_event = reader.buffer_position();
        let line = lines.of(start_of_event);
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
                open.push(element(text, start_of_event, &start, line));
            }
            Event::Empty(start) => {
                count += 1;
                let empty = element(text, start_of_event, &start, line);
                match open.last_mut() {
                    Some(parent) => parent.children.push(empty),
                    None => return Ok(empty),
                }
            }
            Event::Text(part) => add(&mut open, part.xml10_content()),
            Event::CData(part) => add(&mut open, part.xml10_content()),
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
                add(&mut open, Cow::Owned(letter.to_string()));
            }
            Event::End(_) => {
                let Some(mut closed) = open.pop() else {
                    return Err(wrong("an end without start"));
                };
                // Most have one or two children; room for more would be most of the memory.
                closed.children.shrink_to_fit();
                closed.text = match closed.text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                    Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
                };
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

/// An element whose start tag stands at `position` of the text.
fn element<'a>(
    text: &'a str,
    position: u64,
    start: &quick_xml::events::BytesStart<'_>,
    line: u32,
) -> Element<'a> {
    let first = usize::try_from(position).unwrap_or(usize::MAX).saturating_add(1);
    let last = first.saturating_add(start.name().as_ref().len());
    let name = text.get(first..last).unwrap_or_default();
    let name = name.rsplit(':').next().unwrap_or_default();
    let has_attributes = start.len() > start.name().as_ref().len();
    let currency =
        if has_attributes { start.try_get_attribute("Ccy").ok().flatten() } else { None };
    let currency = currency.map(|found| found.value.as_ref().to_owned().into());
    let currency = currency.unwrap_or_default();
    Element { name, currency, line, ..Element::default() }
}

fn add<'a>(open: &mut [Element<'a>], text: Cow<'a, str>) {
    let Some(element) = open.last_mut() else { return };
    if element.text.is_empty() {
        element.text = text;
    } else {
        element.text.to_mut().push_str(&text);
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
