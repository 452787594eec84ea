//! Comma-separated text (RFC 4180), read character by character.

/// Records of fields. Lines without any character are no records.
pub fn parse(text: &str) -> Result<Vec<Vec<String>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut was_quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if quoted {
            if character != '"' {
                field.push(character);
            } else if characters.peek() == Some(&'"') {
                characters.next();
                field.push('"');
            } else {
                quoted = false;
            }
            continue;
        }
        match character {
            '"' if field.is_empty() && !was_quoted => {
                quoted = true;
                was_quoted = true;
            }
            ',' => {
                record.push(std::mem::take(&mut field));
                was_quoted = false;
            }
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                end_record(&mut records, &mut record, &mut field, was_quoted);
                was_quoted = false;
            }
            other => field.push(other),
        }
    }
    if quoted {
        return Err("a quoted field does not end".to_string());
    }
    end_record(&mut records, &mut record, &mut field, was_quoted);
    Ok(records)
}

fn end_record(
    records: &mut Vec<Vec<String>>,
    record: &mut Vec<String>,
    field: &mut String,
    was_quoted: bool,
) {
    if record.is_empty() && field.is_empty() && !was_quoted {
        return;
    }
    record.push(std::mem::take(field));
    records.push(std::mem::take(record));
}

/// One field as it is written: quoted where it must be.
pub fn field(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_marks_and_line_ends() {
        let records = parse("\u{feff}a,b\r\n\"x,\"\"1\"\"\ny\",\n\nlast").unwrap();
        assert_eq!(records, vec![vec!["a", "b"], vec!["x,\"1\"\ny", ""], vec!["last"]]);
        assert!(parse("\"open").is_err());
        assert_eq!(field("a\"b,"), "\"a\"\"b,\"");
    }
}
