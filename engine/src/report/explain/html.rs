//! Explanations as HTML: one A4 page a statement, by itself, for screen and printer.
//!
//! No script and nothing from outside; whatever comes from data passes through
//! [`Markup::text`], which escapes it, and tags are fixed text.

mod parts;
mod sheet;
mod why;

use super::phrases::{Lang, filled, phrase};
use super::statement::{Explanation, Statement};

#[cfg(test)]
pub(super) use sheet::{is_on_one_page, shown_lines};

/// The style of every page.
const STYLE: &str = include_str!("html/page.css");

/// HTML while it grows, in one language.
pub(super) struct Markup {
    lang: Lang,
    html: String,
}

impl Markup {
    /// The head of a document, up to the beginning of its body.
    pub(super) fn document(lang: Lang, title: &str) -> Self {
        let mut markup = Self { lang, html: String::with_capacity(32 * 1024) };
        markup.raw("<!DOCTYPE html>\n<html lang=\"");
        markup.raw(match lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        });
        markup.raw(
            "\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
        );
        markup.text(title);
        markup.raw("</title>\n<style>\n");
        markup.raw(STYLE);
        markup.raw("</style>\n</head>\n<body>\n");
        markup
    }

    /// The end of the document.
    pub(super) fn finished(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.html
    }

    /// Markup that the program holds.
    pub(super) fn raw(&mut self, markup: &'static str) {
        self.html.push_str(markup);
    }

    /// Text, escaped; characters that no HTML may hold become U+FFFD.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\n' | '\t' => self.html.push(' '),
                character if character.is_control() => self.html.push('\u{FFFD}'),
                character => self.html.push(character),
            }
        }
    }

    /// An opening tag, a text and the closing tag.
    pub(super) fn element(&mut self, open: &'static str, text: &str, close: &'static str) {
        self.raw(open);
        self.text(text);
        self.raw(close);
    }

    /// A phrase of this language.
    pub(super) fn say(&self, key: &'static str) -> &'static str {
        phrase(key, self.lang)
    }

    /// A phrase with its places filled.
    pub(super) fn put(&self, key: &'static str, values: &[&str]) -> String {
        filled(key, self.lang, values)
    }

    /// The caption of a table.
    pub(super) fn caption(&mut self, key: &'static str) {
        let text = self.say(key);
        self.element("<caption>", text, "</caption>\n");
    }

    /// The head of a section that is no table.
    pub(super) fn head(&mut self, key: &'static str) {
        let text = self.say(key);
        self.element("<h2>", text, "</h2>\n");
    }

    /// The row of column heads; one that begins with `#` stands over numbers.
    pub(super) fn columns(&mut self, keys: &[&'static str]) {
        self.raw("<thead><tr>");
        for key in keys {
            match key.strip_prefix('#') {
                Some(key) => {
                    let text = self.say(key);
                    self.element("<th scope=\"col\" class=\"n\">", text, "</th>");
                }
                None => {
                    let text = self.say(key);
                    self.element("<th scope=\"col\">", text, "</th>");
                }
            }
        }
        self.raw("</tr></thead>\n");
    }

    /// A cell of text.
    pub(super) fn cell(&mut self, text: &str) {
        self.element("<td>", text, "</td>");
    }

    /// A cell of one number, or of text that must not be broken.
    pub(super) fn number(&mut self, text: &str) {
        self.element("<td class=\"n\">", text, "</td>");
    }

    /// The head of a row.
    pub(super) fn row_head(&mut self, text: &str) {
        self.element("<th scope=\"row\">", text, "</th>");
    }

    /// A head and its number, one row.
    pub(super) fn figure(&mut self, key: &'static str, value: &str) {
        self.raw("<tr>");
        let text = self.say(key);
        self.row_head(text);
        self.number(value);
        self.raw("</tr>\n");
    }
}

impl Explanation {
    /// The explanation as one HTML document, a printed A4 page a statement.
    ///
    /// It holds its style, no script and nothing that is loaded from elsewhere.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::explain::Lang;
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net,confirmed\n\
    ///              S1,W&1,P1,2025-03,4500.00,true\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let inputs = Inputs::default().with(TableName::Payroll, source);
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let run = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let html = run.explain("W&1", None, None)?.to_html(Lang::Zh);
    /// assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"));
    /// assert!(html.contains("W&amp;1") && html.contains("4500.00"));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub fn to_html(&self, lang: Lang) -> String {
        let title = format!("{} · {}", phrase("title", lang), self.worker_id);
        let mut markup = Markup::document(lang, &title);
        for statement in &self.statements {
            sheet::page(&mut markup, statement);
        }
        markup.finished()
    }
}

impl Statement {
    /// The statement alone as an HTML document of one printed A4 page.
    #[must_use]
    pub fn to_html(&self, lang: Lang) -> String {
        let parts = [phrase("title", lang), &self.worker_id, &self.project_id, &self.period];
        let mut markup = Markup::document(lang, &parts.join(" · "));
        sheet::page(&mut markup, self);
        markup.finished()
    }
}
