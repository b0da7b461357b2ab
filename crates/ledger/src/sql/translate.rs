//! The few words that PostgreSQL says otherwise than SQLite.

/// The question as PostgreSQL reads it: parameters by `$`, no word on which index to take or in which order to join, an array
/// in JSON as the rows of `elements`, a member of a JSON text through `jsonb`.
pub(crate) fn translate(sql: &str) -> String {
    let sql = members(&numbered(&without_indexes(sql)));
    sql.replace("CROSS JOIN", "JOIN").replace("json_each(", "elements(")
}

/// `?3` is the third; a `?` alone is the one after the greatest so far. What stands in quotes stays.
fn numbered(sql: &str) -> String {
    let (mut out, mut quoted, mut most) = (String::with_capacity(sql.len() + 8), false, 0_usize);
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        quoted ^= letter == '\'';
        if letter != '?' || quoted {
            out.push(letter);
            continue;
        }
        let mut digits = String::new();
        while let Some(digit) = letters.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let at = digits.parse().unwrap_or(most + 1);
        most = most.max(at);
        out.push_str(&format!("${at}"));
    }
    out
}

/// A member of an entry's value, as the index over it is written.
fn members(sql: &str) -> String {
    let mut parts = sql.split("value ->> '$.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('\'').unwrap_or((part, ""));
        out.push_str(&format!("((value::jsonb ->> '{name}') COLLATE \"C\"){rest}"));
    }
    out
}

/// SQLite is told which index to take; PostgreSQL knows its own mind.
fn without_indexes(sql: &str) -> String {
    let mut parts = sql.split(" INDEXED BY ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
        out.push_str(part.get(name..).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_as_sqlite_numbers_them() {
        assert_eq!(translate("a = ?1 AND b = ? AND c = ?2 AND d = '?'"), "a = $1 AND b = $2 AND c = $2 AND d = '?'");
    }

    #[test]
    fn what_sqlite_alone_says_is_left_out() {
        let sql = "SELECT 1 FROM json_each(?) e CROSS JOIN task t INDEXED BY task_holder ON t.unit = e.value";
        assert_eq!(translate(sql), "SELECT 1 FROM elements($1) e JOIN task t ON t.unit = e.value");
        assert_eq!(translate("value ->> '$.term' = ?"), "((value::jsonb ->> 'term') COLLATE \"C\") = $1");
    }
}
