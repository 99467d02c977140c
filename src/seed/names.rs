//! A person's name, as often as it would be met.

use super::name_lists::{CULTURES, Culture, Style, Tongue};
use super::random::{Frequencies, Random};

/// What a column of a name holds.
const LONGEST: usize = 50;

/// First and last name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub first: String,
    pub last: String,
}

/// Every list of names, ready to draw from.
pub struct Names {
    cultures: Vec<Lists>,
    shares: Frequencies,
}

/// One culture's lists.
struct Lists {
    culture: &'static Culture,
    women: List,
    men: List,
    families: List,
}

/// Names and how frequent each of them is.
struct List {
    names: Vec<&'static str>,
    frequencies: Frequencies,
}

impl List {
    fn new(text: &'static str) -> Self {
        let names: Vec<_> = text.split(", ").collect();
        let frequencies = Frequencies::zipf(names.len(), 4.0);
        Self { names, frequencies }
    }

    fn draw(&self, random: &mut Random) -> &'static str {
        self.names[self.frequencies.draw(random)]
    }
}

impl Default for Names {
    fn default() -> Self {
        Self {
            shares: Frequencies::of(CULTURES.iter().map(|culture| f64::from(culture.share))),
            cultures: CULTURES
                .iter()
                .map(|culture| Lists {
                    culture,
                    women: List::new(culture.women),
                    men: List::new(culture.men),
                    families: List::new(culture.families),
                })
                .collect(),
        }
    }
}

impl Names {
    /// A person where mostly `home` is spoken: people move, so three in ten are from anywhere.
    pub fn draw(&self, random: &mut Random, home: Tongue) -> Name {
        let lists = self.lists(random, home);
        let is_woman = random.chance(50);
        if lists.culture.style != Style::Single && random.below(100) == 0 {
            return lists.long(random, is_woman);
        }
        Name {
            first: lists.first(random, is_woman),
            last: lists.family(random, is_woman),
        }
    }

    /// A family after which a company is called.
    pub fn founder(&self, random: &mut Random, home: Tongue) -> &'static str {
        let lists = self.lists(random, home);
        form(lists.families.draw(random), false)
    }

    fn lists(&self, random: &mut Random, home: Tongue) -> &Lists {
        let anyone = &self.cultures[self.shares.draw(random)];
        if random.chance(30) {
            return anyone;
        }
        self.cultures
            .iter()
            .find(|lists| lists.culture.tongue == home)
            .unwrap_or(anyone)
    }
}

impl Lists {
    fn first(&self, random: &mut Random, is_woman: bool) -> String {
        let list = if is_woman { &self.women } else { &self.men };
        let first = list.draw(random);
        let second = list.draw(random);
        if second != first && random.chance(self.culture.second_names) {
            format!("{first} {second}")
        } else {
            first.to_owned()
        }
    }

    fn family(&self, random: &mut Random, is_woman: bool) -> String {
        let one = form(self.families.draw(random), is_woman);
        let two = form(self.families.draw(random), is_woman);
        let both = match self.culture.style {
            Style::BothParents if random.chance(65) => format!("{one} {two}"),
            Style::Plain if random.chance(4) && !one.contains(['-', ' ']) => format!("{one}-{two}"),
            _ => return one.to_owned(),
        };
        if one == two || both.chars().count() > LONGEST {
            one.to_owned()
        } else {
            both
        }
    }

    /// The name of someone whose ancestors parted with none of theirs: as long as the column
    /// allows, for the sake of every table that must show it.
    fn long(&self, random: &mut Random, is_woman: bool) -> Name {
        let list = if is_woman { &self.women } else { &self.men };
        let first = format!(
            "{} {}",
            longest(random, |random| list.draw(random)),
            list.draw(random)
        );
        let joint = if self.culture.style == Style::BothParents {
            " "
        } else {
            "-"
        };
        let mut last = longest(random, |random| form(self.families.draw(random), is_woman)).to_owned();
        for _ in 0..40 {
            let next = longest(random, |random| form(self.families.draw(random), is_woman));
            // The last places are filled by shorter ones.
            let next = if fits(&last, next) {
                next
            } else {
                form(self.families.draw(random), is_woman)
            };
            if fits(&last, next) && !last.contains(next) {
                last = format!("{last}{joint}{next}");
            }
        }
        Name { first, last }
    }
}

/// The longest of some names.
fn longest(random: &mut Random, mut draw: impl FnMut(&mut Random) -> &'static str) -> &'static str {
    let mut name = draw(random);
    for _ in 0..5 {
        let other = draw(random);
        if other.len() > name.len() {
            name = other;
        }
    }
    name
}

/// Whether a name has room for another one.
fn fits(name: &str, other: &str) -> bool {
    name.chars().count() + 1 + other.chars().count() <= LONGEST
}

/// The form of a family name that a man or a woman bears, where the language has two.
fn form(family: &'static str, is_woman: bool) -> &'static str {
    match family.split_once('/') {
        Some((_, woman)) if is_woman => woman,
        Some((man, _)) => man,
        None => family,
    }
}

/// Letters that are not in ASCII, and how an address writes them.
const ADDRESS_LETTERS: &[(&str, &str)] = &[
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("ø", "oe"),
    ("æ", "ae"),
    ("þ", "th"),
    ("àáâãåăąạảấầẩẫậắằẵặ", "a"),
    ("çćč", "c"),
    ("đďð", "d"),
    ("èéêëęěẹẻẽếềểễệ", "e"),
    ("ğ", "g"),
    ("ìíîïıịỉĩ", "i"),
    ("łľ", "l"),
    ("ñńň", "n"),
    ("òóôõőōọỏốồổỗộơớờởợ", "o"),
    ("ř", "r"),
    ("śšşș", "s"),
    ("ťțţ", "t"),
    ("ùúûűūůụủũưứừửữự", "u"),
    ("ýỳỷỹỵ", "y"),
    ("źżž", "z"),
];

/// A name as it stands in an address: lower case, ASCII, words joined by `joint`.
#[must_use]
pub fn for_address(text: &str, joint: char) -> String {
    let mut address = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            address.push(letter);
        } else if let Some((_, plain)) = ADDRESS_LETTERS
            .iter()
            .find(|(letters, _)| letters.contains(letter))
        {
            address.push_str(plain);
        } else if matches!(letter, ' ' | '-') && !address.is_empty() && !address.ends_with(joint) {
            address.push(joint);
        }
    }
    address.trim_end_matches(joint).to_owned()
}
