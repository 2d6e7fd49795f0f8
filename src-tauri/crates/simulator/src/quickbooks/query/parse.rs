//! The grammar of section "Query language": SELECT, FROM, WHERE with AND only, ORDERBY or
//! ORDER BY, STARTPOSITION and MAXRESULTS in either order.

use super::invalid;
use super::lexer::{Token, tokens};
use crate::state::books::Entity;
use crate::sync::fault::Fault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Equal,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    In,
    Like,
}

#[derive(Clone, Debug)]
pub struct Condition {
    pub field: String,
    pub op: Op,
    pub values: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Statement {
    /// Lower case.
    pub entity: String,
    pub entity_as_written: String,
    pub count: bool,
    pub projection: Vec<String>,
    pub conditions: Vec<Condition>,
    pub order: Vec<(String, bool)>,
    pub start: usize,
    pub max: usize,
}

impl Statement {
    /// Names the rows this statement matches, whatever page of them.
    pub fn key(&self, entity: Entity) -> String {
        format!("{}|{:?}|{:?}", entity.name(), self.conditions, self.order)
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    length: usize,
}

pub fn statement(text: &str) -> Result<Statement, Fault> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        length: text.len(),
    };
    parser.keyword("SELECT")?;
    let mut statement = Statement {
        start: 1,
        max: 100,
        ..Statement::default()
    };
    if parser.take_sign("*") {
    } else if parser.take_keyword("COUNT") {
        parser.sign("(")?;
        parser.sign("*")?;
        parser.sign(")")?;
        statement.count = true;
    } else {
        loop {
            statement.projection.push(parser.word()?);
            if !parser.take_sign(",") {
                break;
            }
        }
    }
    parser.keyword("FROM")?;
    statement.entity_as_written = parser.word()?;
    statement.entity = statement.entity_as_written.to_lowercase();
    if parser.take_keyword("WHERE") {
        loop {
            statement.conditions.push(parser.condition()?);
            if !parser.take_keyword("AND") {
                break;
            }
        }
    }
    let ordered =
        parser.take_keyword("ORDERBY") || (parser.take_keyword("ORDER") && parser.keyword("BY").map(|()| true)?);
    if ordered {
        loop {
            let field = parser.word()?;
            let descending = parser.take_keyword("DESC");
            if !descending {
                parser.take_keyword("ASC");
            }
            statement.order.push((field, descending));
            if !parser.take_sign(",") {
                break;
            }
        }
    }
    loop {
        if parser.take_keyword("STARTPOSITION") {
            statement.start = parser.positive()?;
        } else if parser.take_keyword("MAXRESULTS") {
            statement.max = parser.positive()?.min(1000);
        } else {
            break;
        }
    }
    if parser.peek().is_some() {
        Err(parser.unexpected("<EOF> \n    <AND> ..."))
    } else {
        Ok(statement)
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let (column, found) = match self.tokens.get(self.at) {
            None => (self.length + 1, "\"<EOF>\"".to_owned()),
            Some((column, Token::Word(word))) => (*column, format!("\" <IDENTIFIER> \"{word} \"\"")),
            Some((column, Token::Text(text))) => (*column, format!("\" <STRING> \"\\'{text}\\' \"\"")),
            Some((column, Token::Number(text))) => (*column, format!("\" <NUMBER> \"{text} \"\"")),
            Some((column, Token::Sign(sign))) => (*column, format!("\"{sign}\"")),
        };
        let detail = format!(
            "QueryParserError: Encountered {found} at line 1, column {column}.\nWas expecting one of:\n    {expected}"
        );
        Fault::new("4000", "Error parsing query", detail)
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: &str) -> Result<(), Fault> {
        if self.take_keyword(keyword) {
            Ok(())
        } else {
            Err(self.unexpected(keyword))
        }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(known)) if *known == sign);
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign) {
            Ok(())
        } else {
            Err(self.unexpected(sign))
        }
    }

    fn word(&mut self) -> Result<String, Fault> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.unexpected("<IDENTIFIER> ...")),
        }
    }

    fn value(&mut self) -> Result<String, Fault> {
        let value = match self.peek() {
            Some(Token::Text(text) | Token::Number(text)) => text.clone(),
            Some(Token::Word(word)) if matches!(word.to_lowercase().as_str(), "true" | "false") => word.to_lowercase(),
            _ => return Err(self.unexpected("<STRING> ...")),
        };
        self.at += 1;
        Ok(value)
    }

    fn condition(&mut self) -> Result<Condition, Fault> {
        let field = self.word()?;
        let signs = [
            ("=", Op::Equal),
            ("<=", Op::LessEqual),
            (">=", Op::GreaterEqual),
            ("<", Op::Less),
            (">", Op::Greater),
        ];
        for (sign, op) in signs {
            if self.take_sign(sign) {
                return Ok(Condition {
                    field,
                    op,
                    values: vec![self.value()?],
                });
            }
        }
        if self.take_keyword("LIKE") {
            return Ok(Condition {
                field,
                op: Op::Like,
                values: vec![self.value()?],
            });
        }
        if !self.take_keyword("IN") {
            return Err(self.unexpected("<IN> \n    <LIKE> \n    \"=\" ..."));
        }
        self.sign("(")?;
        let mut values = vec![self.value()?];
        while self.take_sign(",") {
            values.push(self.value()?);
        }
        self.sign(")")?;
        Ok(Condition {
            field,
            op: Op::In,
            values,
        })
    }

    fn positive(&mut self) -> Result<usize, Fault> {
        let text = match self.peek() {
            Some(Token::Number(text)) => text.clone(),
            _ => return Err(self.unexpected("<NUMBER> ...")),
        };
        self.at += 1;
        match text.parse::<usize>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(invalid(&format!("value {text} is too small. Min allowed value is 1"))),
        }
    }
}
