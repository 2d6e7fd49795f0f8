//! Whatever stands in a document number, the statement asks for exactly that value: checked with a
//! reader of the query language written from its description (quickbooks-online-api §3.1).

use clearpost_domain::{Entity, ListKind};
use proptest::prelude::*;

use crate::books::statement;
use crate::server::{Server, json, now};

/// `SELECT * FROM Entity [WHERE Property IN (value, ...)] ORDERBY Id STARTPOSITION n MAXRESULTS m`.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    entity: String,
    condition: Option<(String, Vec<String>)>,
    start: u32,
    most: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Value(String),
    Sign(char),
}

/// A quote ends a value unless a backslash stands before it; a backslash stands for what follows.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' => {}
            '(' | ')' | ',' | '*' | '=' | '<' | '>' => tokens.push(Token::Sign(c)),
            '\'' => {
                let mut value = String::new();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        '\\' => value.push(chars.next().filter(|c| matches!(c, '\'' | '\\'))?),
                        c => value.push(c),
                    }
                }
                tokens.push(Token::Value(value));
            }
            c if c.is_ascii_alphanumeric() => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '.') {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            // A lexical error there.
            _ => return None,
        }
    }
    Some(tokens)
}

fn read(text: &str) -> Option<Read> {
    let mut tokens = tokens(text)?.into_iter().peekable();
    let word = |token: Option<Token>| match token {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    };
    let is = |token: Option<Token>, expected: &str| (word(token)? == expected).then_some(());
    is(tokens.next(), "SELECT")?;
    (tokens.next()? == Token::Sign('*')).then_some(())?;
    is(tokens.next(), "FROM")?;
    let entity = word(tokens.next())?;
    let condition = if tokens.next_if_eq(&Token::Word("WHERE".into())).is_some() {
        let property = word(tokens.next())?;
        is(tokens.next(), "IN")?;
        (tokens.next()? == Token::Sign('(')).then_some(())?;
        let mut values = Vec::new();
        loop {
            match tokens.next()? {
                Token::Value(value) => values.push(value),
                Token::Word(word) if word == "true" || word == "false" => values.push(word),
                _ => return None,
            }
            match tokens.next()? {
                Token::Sign(',') => {}
                Token::Sign(')') => break,
                _ => return None,
            }
        }
        Some((property, values))
    } else {
        None
    };
    is(tokens.next(), "ORDERBY")?;
    is(tokens.next(), "Id")?;
    is(tokens.next(), "STARTPOSITION")?;
    let start = word(tokens.next())?.parse().ok()?;
    is(tokens.next(), "MAXRESULTS")?;
    let most = word(tokens.next())?.parse().ok()?;
    tokens.next().is_none().then_some(Read {
        entity,
        condition,
        start,
        most,
    })
}

#[test]
fn the_reader_itself_refuses_what_the_language_does() {
    let by = |values: &str| {
        read(&format!(
            "SELECT * FROM Bill WHERE DocNumber IN ({values}) ORDERBY Id STARTPOSITION 1 MAXRESULTS 9"
        ))
    };
    assert_eq!(by(r"'O\'Hara', 'a\\'").unwrap().condition.unwrap().1, ["O'Hara", r"a\"]);
    for bad in ["'O'Hara'", "'O''Hara'", r"'a\'", r"'\n'", "", "'a' 'b'", "'a') OR ('1'"] {
        assert_eq!(by(bad), None, "{bad}");
    }
}

#[tokio::test]
async fn lists_and_transactions_ask_for_everything_in_order() {
    let server = Server::start([json(r#"{"QueryResponse":{}}"#)]).await;
    let client = server.quickbooks();
    for (kind, start) in ListKind::ALL.iter().zip([0, 1, 1001, u32::MAX].into_iter().cycle()) {
        client.list(*kind, None, start).await.unwrap();
        let both = Some(("Active".into(), vec!["true".into(), "false".into()]));
        let expected = Read {
            entity: kind.word().into(),
            condition: both,
            start: start.max(1),
            most: 1000,
        };
        assert_eq!(read(&statement(server.targets().last().unwrap())), Some(expected));
    }
    for entity in Entity::ALL {
        client.transactions(*entity, 1001, now()).await.unwrap();
        let expected = Read {
            entity: entity.word().into(),
            condition: None,
            start: 1001,
            most: 1000,
        };
        assert_eq!(read(&statement(server.targets().last().unwrap())), Some(expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Quotes, backslashes, wildcards, signs of addresses, line ends and letters of any script.
    #[test]
    fn any_numbers_are_asked_for_as_they_are(
        numbers in prop::collection::vec(r"([\\'%&+#;=?/() ,\n\r\t\x00*<>]|OR|IN|(?s:.)){0,25}", 1..6)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (target, request) = runtime.block_on(async {
            let server = Server::start([json(r#"{"QueryResponse":{}}"#)]).await;
            server.quickbooks().find_by_numbers(Entity::Bill, &numbers, now()).await.unwrap();
            (server.targets()[0].clone(), server.requests()[0].clone())
        });
        let text = match request.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("POST ") => body.to_owned(),
            _ => statement(&target),
        };
        let read = read(&text);
        prop_assert!(read.is_some(), "{}", text);
        prop_assert_eq!(read.unwrap().condition, Some(("DocNumber".to_owned(), numbers)));
    }
}
