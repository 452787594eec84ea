//! Ids and names of people as they may be shown.

/// An id as it may be shown: the first four and the last two characters. One of six characters or
/// fewer is no number of a person or an account, and is shown as it is.
pub(crate) fn masked(id: &str, show_ids: bool) -> String {
    let count = id.chars().count();
    if show_ids || count <= 6 {
        id.to_owned()
    } else {
        let first: String = id.chars().take(4).collect();
        let last: String = id.chars().skip(count - 2).collect();
        format!("{first}…{last}")
    }
}

/// The name of a person as it may be shown: the first character, and stars for the others.
#[cfg(feature = "workbook")]
pub(crate) fn masked_name(name: &str, show_ids: bool) -> String {
    if show_ids {
        return name.to_owned();
    }
    let stars = name.chars().skip(1).map(|_| '*');
    name.chars().take(1).chain(stars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_show_four_and_two_characters_and_short_ones_all() {
        for (id, shown) in [
            ("150102199001010012", "1501…12"),
            ("W000001", "W000…01"),
            ("W00001", "W00001"),
            ("张三", "张三"),
            ("", ""),
            ("内蒙古建工一队", "内蒙古建…一队"),
        ] {
            assert_eq!(masked(id, false), shown);
            assert_eq!(masked(id, true), id);
        }
    }

    #[cfg(feature = "workbook")]
    #[test]
    fn names_show_their_first_character() {
        for (name, shown) in [("甲三", "甲*"), ("欧阳娜娜", "欧***"), ("", "")] {
            assert_eq!(masked_name(name, false), shown);
            assert_eq!(masked_name(name, true), name);
        }
    }
}
