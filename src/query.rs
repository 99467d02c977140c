//! What stands behind the question mark of an address.

/// Its parameters, as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query, with or without its question mark. What is no text becomes the sign for that.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let pairs = text.trim_start_matches('?').split('&');
        Self(
            pairs
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (unescaped(name), unescaped(value))
                })
                .collect(),
        )
    }

    /// What a parameter says. A form of checkboxes sends one for each that is ticked: these become one
    /// list.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let mut values = self.0.iter().filter(|(one, _)| one == name);
        let mut text = values.next()?.1.clone();
        for (_, value) in values {
            text.push(',');
            text.push_str(value);
        }
        Some(text)
    }

    /// Whether it says this and nothing else.
    #[must_use]
    pub fn is_only(&self, name: &str) -> bool {
        !self.0.is_empty() && self.0.iter().all(|(one, _)| one == name)
    }
}

/// Parameters as a query, with its question mark; empty where there are none.
#[must_use]
pub fn written(parameters: &[(&'static str, String)]) -> String {
    let mut query = String::new();
    for (name, value) in parameters {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        push_escaped(&mut query, value);
    }
    query
}

/// Unreserved characters stay (RFC 3986, section 2.3), and those that a query may hold and that our
/// lists are made of; everything else is escaped.
pub fn push_escaped(query: &mut String, value: &str) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:;".contains(&byte) {
            query.push(byte.into());
        } else {
            query.push('%');
            for half in [byte >> 4, byte & 15] {
                query.push(DIGITS[usize::from(half)]);
            }
        }
    }
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (half(*high), half(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn half(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
