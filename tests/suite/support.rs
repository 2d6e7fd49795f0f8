//! Material for the vendor's support: exactly what was shown leaves, and nothing that must not.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;

/// The files of a stored ZIP archive, by its own headers (APPNOTE §4.3.7).
fn unzipped(path: &Path) -> BTreeMap<String, String> {
    let bytes = std::fs::read(path).expect("the archive");
    let number = |at: usize, length: usize| {
        let field = &bytes[at..at + length];
        field
            .iter()
            .rev()
            .fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte))
    };
    let text = |from: usize, length: usize| String::from_utf8(bytes[from..from + length].to_vec()).expect("UTF-8");
    let (mut at, mut files) = (0, BTreeMap::new());
    while number(at, 4) == 0x0403_4b50 {
        assert_eq!(number(at + 8, 2), 0, "stored");
        let (size, name, extra) = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let body = at + 30 + name + extra;
        files.insert(text(at + 30, name), text(body, size));
        at = body + size;
    }
    assert_eq!(number(at, 4), 0x0201_4b50, "the list of files follows");
    files
}

fn bundle(desk: &Desk, arguments: &[&str], name: &str) -> BTreeMap<String, String> {
    let file = desk.file(name);
    let output = ["--output", file.to_str().expect("a path")];
    let answer = desk.run(&[&["support-bundle"], arguments, &output].concat()).expect(0);
    let files = unzipped(&file);
    assert_eq!(answer["rows"], files.len());
    files
}

#[test]
fn it_tells_what_happened_without_secrets_bank_data_amounts_or_what_people_said() {
    let services = Services::start(&[]);
    let document = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    let desk = Desk::refreshed(&services);
    let shown = desk.show(&document);
    let amount = shown["amount"].as_str().expect("an amount").to_owned();
    let said = format!(
        "Pay {amount} USD to DE89 3704 0044 0532 0130 00, ask kim@example.com, token: CANARY-TYPED-BY-A-PERSON-1234"
    );
    services.act(&json!({"do": "comment", "ref": document, "text": said}));
    desk.run(&["refresh", "--full"]).expect(0);
    let files = bundle(&desk, &[&document], "out.zip");
    let name = format!("documents/{}.txt", document.replace(':', "-"));
    let about = &files[&name];
    for part in [
        document.as_str(),
        shown["number"].as_str().expect("a number"),
        "State: failed (proof: verified)",
        "VEN001 VENDOR_INACTIVE (confirmed)",
        "has been made inactive",
        "[comment left out]",
    ] {
        assert!(about.contains(part), "{part}:\n{about}");
    }
    assert!(
        files["versions.txt"].contains("Clearpost ")
            && files["versions.txt"].contains(&services.info("procurement", "company"))
    );
    let message = &files["message.txt"];
    for part in ["support@procurementexpress.com", "+353 87 443 4944", &document] {
        assert!(message.contains(part), "{part}:\n{message}");
    }
    let whole = amount.split('.').next().expect("digits");
    for (name, text) in &files {
        for forbidden in ["CANARY", "DE89", "3704", "kim@", &amount, whole] {
            assert!(!text.contains(forbidden), "{forbidden} in {name}:\n{text}");
        }
    }
}

#[test]
fn amounts_are_in_it_only_where_they_are_asked_for() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    let amount = desk.show(&document)["amount"].as_str().expect("an amount").to_owned();
    let name = format!("documents/{}.txt", document.replace(':', "-"));
    assert!(bundle(&desk, &[&document, "--amounts"], "with.zip")[&name].contains(&amount));
    assert!(!bundle(&desk, &[&document], "without.zip")[&name].contains(&amount));
}

#[test]
fn no_amount_and_no_secret_of_any_document_is_in_it() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::refreshed(&services);
    let documents: Vec<(String, String)> = desk
        .rows()
        .into_iter()
        .filter(|(_, row)| row["state"] != "synced")
        .filter_map(|(name, row)| Some((name, row["amount"].as_str()?.to_owned())))
        .collect();
    let names: Vec<&str> = documents.iter().map(|(name, _)| name.as_str()).collect();
    let files = bundle(&desk, &names, "all.zip");
    assert_eq!(files.len(), 3 + names.len());
    for (name, text) in &files {
        assert!(!text.contains("CANARY"), "{name}:\n{text}");
        for (document, amount) in &documents {
            let written = text.split(|c: char| c.is_whitespace() || "();:".contains(c));
            let found = written.clone().any(|word| word == amount);
            assert!(!found, "{amount} of {document} in {name}:\n{text}");
        }
    }
}

#[test]
fn what_is_shown_is_what_leaves_and_the_same_question_gives_the_same_bytes() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "failed", Some("UNKNOWN"));
    let files = bundle(&desk, &[&document], "one.zip");
    bundle(&desk, &[&document], "two.zip");
    let read = |name: &str| std::fs::read(desk.file(name)).expect("the archive");
    assert_eq!(read("one.zip"), read("two.zip"));
    let app = crate::judging::handlers(&desk);
    let query = serde_json::from_value(json!({"refs": [document]})).expect("a question");
    let preview = app.support_preview(&query).expect("a preview");
    let shown: BTreeMap<String, String> = preview.files.into_iter().map(|file| (file.name, file.text)).collect();
    assert_eq!(shown, files);
    assert_eq!(preview.message, files["message.txt"]);
}

#[test]
fn it_is_about_known_documents() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let output = desk.file("out.zip");
    let output = output.to_str().expect("a path");
    assert_eq!(desk.run(&["support-bundle", "--output", output]).error(2), "usage");
    assert_eq!(
        desk.run(&["support-bundle", "invoice:999999", "--output", output])
            .error(1),
        "not_found"
    );
    assert!(!Path::new(output).exists());
}
