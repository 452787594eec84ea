//! Where two policies differ, key by key; and a policy with one key of another.

use super::Policy;
use crate::basics::error::{Error, Result};

/// A key on which two policies do not agree.
///
/// # Example
///
/// ```
/// use anxin::Policy;
///
/// let other = Policy::from_toml("[money]\naccept_float_money = true\n", "other.toml")?;
/// let keys = Policy::default().differing_keys(&other);
/// assert_eq!((keys[0].key.as_str(), keys[0].to.as_str()), ("money.accept_float_money", "true"));
/// assert_eq!(keys[0].text(), "money.accept_float_money false to true");
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyChange {
    /// The key: `wages.default_pay_day`, `warning[arrears].above`,
    /// `deposit[34 2022-03-01].tiers`; a row that only one has, or that says something else in
    /// other words, is one key: `warning[arrears]`.
    pub key: String,
    /// Its value in the one, as the canonical form writes it; empty of a row.
    pub from: String,
    /// Its value in the other.
    pub to: String,
}

impl KeyChange {
    /// Key and values: `wages.default_pay_day 31 to 25`.
    ///
    /// Example: [`KeyChange`].
    #[must_use]
    pub fn text(&self) -> String {
        if self.from.is_empty() && self.to.is_empty() {
            return self.key.clone();
        }
        format!("{} {} to {}", self.key, self.from, self.to)
    }
}

impl Policy {
    /// The keys on which `other` does not agree with this policy, in the order of the canonical
    /// form. The name is none: no figure depends on it.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Policy;
    ///
    /// let other = "name = \"other\"\n[wages]\ndefault_pay_day = 25\n\
    ///              [[warning]]\ncode = \"arrears\"\nabove = \"1000\"\n";
    /// let other = Policy::from_toml(other, "other.toml")?;
    /// let keys = Policy::default().differing_keys(&other);
    /// let texts: Vec<String> = keys.iter().map(|key| key.text()).collect();
    /// let expected = ["wages.default_pay_day 31 to 25", "warning[arrears].above \"0\" to \"1000\""];
    /// assert_eq!(texts, expected);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub fn differing_keys(&self, other: &Self) -> Vec<KeyChange> {
        let texts = [self.to_toml(), other.to_toml()];
        let [ours, theirs] = [blocks(&texts[0]), blocks(&texts[1])];
        let mut keys = Vec::new();
        for block in in_both_orders(&ours, &theirs) {
            let [own, their] = [find(&ours, block), find(&theirs, block)];
            match own.zip(their).filter(|(own, their)| own.has_keys_of(their)) {
                Some((own, their)) => {
                    let lines = own.lines.iter().zip(&their.lines);
                    keys.extend(lines.filter(|(own, their)| own.1 != their.1).map(
                        |(own, their)| KeyChange {
                            key: format!("{}.{}", block, own.0),
                            from: own.1.to_owned(),
                            to: their.1.to_owned(),
                        },
                    ));
                }
                None => keys.push(KeyChange {
                    key: block.to_owned(),
                    from: String::new(),
                    to: String::new(),
                }),
            }
        }
        keys
    }

    /// This policy with one key of another, as [`Policy::differing_keys`] names it.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where such a policy would contradict itself; [`Error::NotFound`] where
    /// neither has the key.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Policy;
    ///
    /// let other = "[wages]\ndefault_pay_day = 25\npay_on_termination_days = 7\n";
    /// let other = Policy::from_toml(other, "other.toml")?;
    /// let one = Policy::default().with_key_of(&other, "wages.default_pay_day")?;
    /// assert_eq!((one.wages.default_pay_day, one.wages.pay_on_termination_days), (25, 0));
    /// assert!(Policy::default().with_key_of(&other, "wages.pay_days").is_err());
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn with_key_of(&self, other: &Self, key: &str) -> Result<Self> {
        let texts = [self.to_toml(), other.to_toml()];
        let [ours, theirs] = [blocks(&texts[0]), blocks(&texts[1])];
        let mut text = format!("name = {}\nextends = \"none\"\n", quoted_name(&texts[0]));
        let mut is_found = false;
        for block in in_both_orders(&ours, &theirs) {
            let [own, their] = [find(&ours, block), find(&theirs, block)];
            let is_whole = block == key;
            is_found |= is_whole;
            let Some(shown) = (if is_whole { their } else { own }) else { continue };
            text += &format!("\n{}\n", shown.header);
            let line_key = key.strip_prefix(block).and_then(|rest| rest.strip_prefix('.'));
            for (name, value) in &shown.lines {
                let of_other = their.filter(|_| line_key == Some(name));
                let value = of_other.and_then(|their| their.value(name)).unwrap_or(value);
                is_found |= of_other.is_some();
                text += &format!("{name} = {value}\n");
            }
        }
        if !is_found {
            return Err(Error::NotFound {
                asked: format!("the key `{key}` of a policy"),
                advice: "name a key as the differences of two policies do",
            });
        }
        let place = format!("{} with {key} of {}", self.name, other.name);
        let policy = Self::from_toml(&text, &place)?;
        // Rows in their order.
        Self::from_toml(&policy.to_toml(), &place)
    }
}

/// The name as the canonical form writes it.
fn quoted_name(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("name = ").unwrap_or("\"\"")
}

/// A section or row of the canonical form.
struct Block<'a> {
    /// `wages`, or `warning[arrears]`.
    name: String,
    /// `[wages]`, or `[[warning]]`.
    header: &'a str,
    /// Key and value.
    lines: Vec<(&'a str, &'a str)>,
}

impl<'a> Block<'a> {
    fn value(&self, key: &str) -> Option<&'a str> {
        self.lines.iter().find(|line| line.0 == key).map(|line| line.1)
    }

    /// Whether both say the same things, whatever they say of them.
    fn has_keys_of(&self, other: &Self) -> bool {
        self.lines.iter().map(|line| line.0).eq(other.lines.iter().map(|line| line.0))
    }

    /// The name of a row: that of its table and what tells it from others there.
    fn named(header: &'a str, lines: Vec<(&'a str, &'a str)>) -> Self {
        let table = header.trim_matches(['[', ']']);
        let mut block = Self { name: table.to_owned(), header, lines };
        if header.starts_with("[[") {
            let own = ["code", "region", "valid_from", "categories"];
            let own = if block.value("code").is_some() { &own[..1] } else { &own[1..] };
            let words = own.iter().filter_map(|key| block.value(key));
            let words = words.map(|word| match word {
                "\"\"" => "country".to_owned(),
                word => word.replace(['"', '[', ']', ','], ""),
            });
            let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
            block.name = format!("{table}[{}]", words.join(" "));
        }
        block
    }
}

/// The sections and rows of a canonical form: each is a header, and a line a key.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for part in text.split("\n\n").skip(1) {
        let mut lines = part.lines();
        let header = lines.next().unwrap_or_default();
        let lines = lines.filter_map(|line| line.split_once(" = ")).collect();
        blocks.push(Block::named(header, lines));
    }
    blocks
}

fn find<'b, 'a>(blocks: &'b [Block<'a>], name: &str) -> Option<&'b Block<'a>> {
    blocks.iter().find(|block| block.name == name)
}

/// The names of all blocks of both, those of one table together: those of the first, then those
/// that the second has beside them.
fn in_both_orders<'b>(ours: &'b [Block<'_>], theirs: &'b [Block<'_>]) -> Vec<&'b str> {
    let more = theirs.iter().filter(|block| find(ours, &block.name).is_none());
    let mut all: Vec<&Block<'_>> = ours.iter().chain(more).collect();
    let tables: Vec<&str> = all.iter().map(|block| block.header).collect();
    let place = |header: &str| tables.iter().position(|known| *known == header);
    all.sort_by_key(|block| place(block.header));
    all.into_iter().map(|block| block.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Policy {
        Policy::from_toml(text, "policy.toml").unwrap()
    }

    const OTHER: &str = "name = \"other\"\n[wages]\ndefault_pay_day = 25\n\
        foreign_payee = \"set_aside\"\n[attendance]\npunch_debounce_seconds = 0\n\
        [[minimum_wage]]\nregion = \"64\"\nvalid_from = 2024-01-01\nmonthly = \"2000\"\n\
        [[deposit]]\nregion = \"34\"\nvalid_from = 2022-03-01\ncap = \"1000000\"\n\
        [[deposit]]\nregion = \"6401\"\nvalid_from = 2024-04-26\ncategories = [\"01\", \"02\"]\n\
        [[warning]]\ncode = \"arrears\"\nat_least = \"100\"\n\
        [[warning]]\ncode = \"punch_unpaired\"\nenabled = false\n";

    #[test]
    fn keys_are_named_and_all_of_them_together_make_the_other_policy() {
        let (first, other) = (Policy::default(), policy(OTHER));
        let keys = first.differing_keys(&other);
        let names: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
        for name in [
            "wages.default_pay_day",
            "wages.foreign_payee",
            "attendance.punch_debounce_seconds",
            "minimum_wage[64 2024-01-01]",
            "deposit[6401 2024-04-26 01 02]",
            "warning[arrears]",
            "warning[punch_unpaired].enabled",
        ] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        let all = names.iter().try_fold(first.clone(), |one, key| one.with_key_of(&other, key));
        let all = Policy { name: other.name.clone(), ..all.unwrap() };
        assert_eq!(all.to_toml(), other.to_toml());
        // And back: rows that the one has not go.
        let back = names.iter().try_fold(other, |one, key| one.with_key_of(&first, key)).unwrap();
        assert_eq!(Policy { name: first.name.clone(), ..back }.to_toml(), first.to_toml());
    }

    #[test]
    fn policies_that_say_the_same_differ_in_no_key() {
        let renamed = Policy { name: "renamed".to_owned(), ..Policy::default() };
        assert_eq!(Policy::default().differing_keys(&renamed), []);
    }

    #[test]
    fn a_policy_that_would_contradict_itself_is_refused() {
        // A rule of early warning needs one comparison: half a row is none.
        let error = Policy::default().with_key_of(&policy(OTHER), "warning[arrears].at_least");
        assert_eq!(error.unwrap_err().code(), "not_found");
    }
}
