//! The colour of a company's badge: tells at a glance which one is open.

use std::fmt;
use std::str::FromStr;

use clearpost_domain::CompanyKey;

/// One of eight, told apart by name as well as by look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Blue,
    Teal,
    Green,
    Olive,
    Amber,
    Red,
    Purple,
    Grey,
}

impl Colour {
    pub const ALL: [Self; 8] = [
        Self::Blue,
        Self::Teal,
        Self::Green,
        Self::Olive,
        Self::Amber,
        Self::Red,
        Self::Purple,
        Self::Grey,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Green => "green",
            Self::Olive => "olive",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Purple => "purple",
            Self::Grey => "grey",
        }
    }

    /// The colour of a company for which none was chosen: always the same one.
    pub fn of(key: &CompanyKey) -> Self {
        let sum: usize = key.as_str().bytes().map(usize::from).sum();
        Self::ALL.get(sum % Self::ALL.len()).copied().unwrap_or(Self::Blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The text is none of the eight words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownColour;

impl FromStr for Colour {
    type Err = UnknownColour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|colour| colour.word() == text)
            .ok_or(UnknownColour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_read_as_it_is_written() {
        for colour in Colour::ALL {
            assert_eq!(colour.to_string().parse(), Ok(colour));
        }
        assert_eq!("pink".parse::<Colour>(), Err(UnknownColour));
    }
}
