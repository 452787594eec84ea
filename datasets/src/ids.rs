//! Made-up identity numbers whose check digits hold. None belongs to a person, a company or an
//! account.

/// A resident identity number (18 characters): area, birth date, running number, check character.
///
/// **Basis:** GB 11643-1999. The worlds use an area that does not exist (99).
///
/// ```
/// assert_eq!(anxin_datasets::ids::resident("110105", "19491231", 2), "11010519491231002X");
/// ```
#[must_use]
pub fn resident(area: &str, birth: &str, number: i64) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("{area}{birth}{number:03}");
    let sum: u32 =
        body.chars().filter_map(|c| c.to_digit(10)).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    format!("{body}{}", check[usize::try_from(sum % 11).unwrap_or(0)])
}

/// A unified social credit code (18 characters) of a running number.
///
/// **Basis:** GB 32100-2015 with the organisation code of GB 11714 inside.
#[must_use]
pub fn credit_code(number: i64) -> String {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let organisation = format!("{number:08}");
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        organisation.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum();
    let check = match 11 - sum % 11 {
        10 => "X".to_owned(),
        11 => "0".to_owned(),
        digit => digit.to_string(),
    };
    let body = format!("91990000{organisation}{check}");
    let mut weight = 1_usize;
    let mut total = 0_usize;
    for c in body.chars() {
        total += SYMBOLS.find(c).unwrap_or(0) * weight % 31;
        weight = weight * 3 % 31;
    }
    let last = SYMBOLS.chars().nth((31 - total % 31) % 31).unwrap_or('0');
    format!("{body}{last}")
}

/// A bank card number (19 digits, Luhn check digit) of a running number.
#[must_use]
pub fn card(number: i64) -> String {
    let body = format!("629999{number:012}");
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// A company's account number (17 digits) of a running number.
#[must_use]
pub fn company_account(number: i64) -> String {
    format!("9990{number:013}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_passes_the_luhn_check() {
        let digits: Vec<u32> = card(12345).chars().rev().filter_map(|c| c.to_digit(10)).collect();
        let sum: u32 = digits
            .iter()
            .enumerate()
            .map(|(i, d)| if i % 2 == 1 { d * 2 / 10 + d * 2 % 10 } else { *d })
            .sum();
        assert_eq!((digits.len(), sum % 10), (19, 0));
    }

    #[test]
    fn credit_codes_have_eighteen_characters_and_differ() {
        assert_eq!(credit_code(1).len(), 18);
        assert_ne!(credit_code(1), credit_code(2));
    }
}
