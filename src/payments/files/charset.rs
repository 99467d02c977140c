//! The characters that every bank of SEPA takes (EPC217-08), and others written with them.

/// A text in these characters: letters with marks lose them, ä becomes ae, Greek and Cyrillic are transliterated, and what
/// cannot be written is a full stop.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' => {
                written.push(c)
            }
            // No text holds two in a row, or begins or ends with one.
            '/' if !written.ends_with('/') => written.push('/'),
            '/' => {}
            c if c.is_whitespace() || c.is_control() => written.push(' '),
            c => written.push_str(other(c)),
        }
    }
    let words: Vec<&str> = written.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches([' ', '/']).to_owned()
}

/// The same with at most so many characters, and something where nothing is left.
#[must_use]
pub fn plain_within(text: &str, longest: usize) -> String {
    let mut written = plain(text);
    written.truncate(longest);
    let written = written.trim_end_matches([' ', '/']).to_owned();
    if written.chars().any(|c| c.is_ascii_alphanumeric()) {
        written
    } else {
        "NOTPROVIDED".to_owned()
    }
}

/// How one character is written.
#[rustfmt::skip]
const fn other(c: char) -> &'static str {
    match c {
        'ä' | 'æ' => "ae", 'Ä' | 'Æ' => "AE", 'ö' | 'œ' => "oe", 'Ö' | 'Œ' => "OE", 'ü' => "ue", 'Ü' => "UE", 'ß' => "ss", 'ẞ' => "SS",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ª' | 'α' | 'ά' | 'а' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' | 'Α' | 'Ά' | 'А' => "A",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c", 'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ď' | 'đ' | 'ð' | 'δ' | 'д' => "d", 'Ď' | 'Đ' | 'Ð' | 'Δ' | 'Д' => "D",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ε' | 'έ' | 'е' | 'э' | 'є' => "e",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ε' | 'Έ' | 'Е' | 'Э' | 'Є' => "E",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'γ' | 'г' | 'ґ' => "g", 'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' | 'Γ' | 'Г' | 'Ґ' => "G",
        'ĥ' | 'ħ' => "h", 'Ĥ' | 'Ħ' => "H",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ι' | 'ί' | 'ϊ' | 'η' | 'ή' | 'и' | 'і' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ι' | 'Ί' | 'Η' | 'Ή' | 'И' | 'І' => "I",
        'ĵ' | 'ј' => "j", 'Ĵ' | 'Ј' => "J", 'ķ' | 'ĸ' | 'κ' | 'к' => "k", 'Ķ' | 'Κ' | 'К' => "K",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' | 'λ' | 'л' => "l", 'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' | 'Λ' | 'Л' => "L",
        'μ' | 'µ' | 'м' => "m", 'Μ' | 'М' => "M", 'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' | 'ν' | 'н' => "n", 'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' | 'Ν' | 'Н' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'º' | 'ο' | 'ό' | 'ω' | 'ώ' | 'о' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Ο' | 'Ό' | 'Ω' | 'Ώ' | 'О' => "O",
        'π' | 'п' => "p", 'Π' | 'П' => "P", 'ŕ' | 'ŗ' | 'ř' | 'ρ' | 'р' => "r", 'Ŕ' | 'Ŗ' | 'Ř' | 'Ρ' | 'Р' => "R",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'σ' | 'ς' | 'с' => "s", 'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' | 'Σ' | 'С' => "S",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'τ' | 'т' => "t", 'Ţ' | 'Ť' | 'Ŧ' | 'Ț' | 'Τ' | 'Т' => "T",
        'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'у' => "u", 'Ù' | 'Ú' | 'Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'У' => "U",
        'β' | 'в' => "v", 'Β' | 'В' => "V", 'ŵ' => "w", 'Ŵ' => "W", 'ξ' => "x", 'Ξ' => "X",
        'ý' | 'ÿ' | 'ŷ' | 'υ' | 'ύ' | 'ы' | 'й' => "y", 'Ý' | 'Ÿ' | 'Ŷ' | 'Υ' | 'Ύ' | 'Ы' | 'Й' => "Y",
        'ź' | 'ż' | 'ž' | 'ζ' | 'з' => "z", 'Ź' | 'Ż' | 'Ž' | 'Ζ' | 'З' => "Z",
        'þ' | 'θ' => "th", 'Þ' | 'Θ' => "TH", 'φ' | 'ф' => "f", 'Φ' | 'Ф' => "F", 'χ' => "ch", 'Χ' => "CH", 'ψ' => "ps", 'Ψ' => "PS",
        'б' => "b", 'Б' => "B", 'ж' => "zh", 'Ж' => "ZH", 'х' => "h", 'Х' => "H", 'ц' => "ts", 'Ц' => "TS", 'ч' => "ch", 'Ч' => "CH",
        'ш' => "sh", 'Ш' => "SH", 'щ' => "sht", 'Щ' => "SHT", 'ъ' => "a", 'Ъ' => "A", 'ь' | 'Ь' => "", 'ю' => "yu", 'Ю' => "YU",
        'я' => "ya", 'Я' => "YA", 'ё' => "yo", 'Ё' => "YO", 'ї' => "yi", 'Ї' => "YI",
        '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' => "'", '“' | '”' | '„' | '«' | '»' | '"' => "'", '–' | '—' | '‐' | '‑' | '−' | '_' | '~' => "-",
        '&' => "+", '€' => "EUR", '[' | '{' | '<' => "(", ']' | '}' | '>' => ")", ';' => ",", '…' => "...", '!' => ".", '@' => "(at)", '•' | '·' => "-",
        // Marks that stand behind the letter they belong to.
        '\u{300}'..='\u{36f}' => "",
        _ => ".",
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_written_as_banks_take_them() {
        for (text, written) in [
            ("Jürgen Müßig", "Juergen Muessig"),
            ("Zoë Ångström", "Zoe Angstroem"),
            ("Łukasz Żółw", "Lukasz Zolw"),
            ("D’Arcy & Söhne <GmbH>", "D'Arcy + Soehne (GmbH)"),
            ("Γιώργος", "Giorgos"),
            ("Иван", "Ivan"),
            ("a//b///c", "a/b/c"),
            ("/x/", "x"),
            ("tab\tline\nend", "tab line end"),
            ("e\u{301}tude", "etude"),
        ] {
            assert_eq!(plain(text), written, "{text}");
        }
        assert_eq!(plain_within("山田", 70), "NOTPROVIDED");
        assert_eq!(plain_within("", 70), "NOTPROVIDED");
        assert_eq!(plain_within("abc def", 4), "abc");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn whatever_comes_the_bank_takes_it(text in "\\PC{0,80}|.{0,80}", longest in 1_usize..80) {
            let written = plain_within(&text, longest.max(11));
            let is_taken = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
            prop_assert!(written.chars().all(is_taken), "{written:?}");
            prop_assert!(!written.contains("//") && !written.starts_with('/') && !written.ends_with('/'));
            prop_assert!(!written.is_empty() && written.len() <= longest.max(11));
            prop_assert_eq!(plain(&written), written);
        }
    }
}
