//! Patterns of the user's own: they classify what nobody knew before, and a wrong file stops nothing.

use crate::desk::Desk;
use crate::services::Services;

const OWN: &str = "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 95, match = 'unexpected condition was met while preparing' }]\n";
const WRONG: &str = "[[class]]\nname = \"TERMS\"\npatterns = [\n  { weight = 95, match = 'preparing (' },\n]\n";

fn write(desk: &Desk, content: &str) {
    std::fs::create_dir_all(desk.data()).expect("a folder");
    std::fs::write(desk.data().join("patterns.toml"), content).expect("a file");
}

fn class(desk: &Desk, document: &str) -> String {
    desk.show(document)["classes"][0].as_str().unwrap_or("none").to_owned()
}

#[test]
fn a_text_that_nobody_knew_gets_a_class_and_loses_it_with_the_file() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let unknown = services.find("order", "failed", Some("UNKNOWN"));
    assert_eq!(class(&desk, &unknown), "UNKNOWN");
    write(&desk, OWN);
    desk.refresh();
    assert_eq!(class(&desk, &unknown), "TERMS");
    std::fs::remove_file(desk.data().join("patterns.toml")).expect("it is removed");
    desk.refresh();
    assert_eq!(class(&desk, &unknown), "UNKNOWN");
}

#[test]
fn a_text_is_explained_by_them_too() {
    let desk = Desk::unconnected();
    let text = "An unexpected condition was met while preparing the export (ref 7f3a).";
    let explain = |desk: &Desk| desk.run(&["explain", text]);
    assert_eq!(explain(&desk).expect(0)["class"], "UNKNOWN");
    write(&desk, OWN);
    assert_eq!(explain(&desk).expect(0)["class"], "TERMS");
    write(&desk, WRONG);
    let answer = explain(&desk);
    let message = answer.json["error"]["message"].as_str().expect("a message").to_owned();
    assert_eq!(answer.error(2), "invalid_input");
    assert!(message.contains("line 4: class TERMS, pattern 1"), "{message}");
}

#[test]
fn a_wrong_file_stops_no_refresh_and_is_told_everywhere() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let before = desk.rows();
    write(&desk, WRONG);
    let answer = desk.run(&["refresh"]);
    assert!(answer.stderr.contains("line 4"), "{}", answer.stderr);
    answer.expect(0);
    assert_eq!(desk.rows(), before);
    let check = desk.run(&["check"]);
    let checks = check.json["checks"].as_array().expect("checks").clone();
    let told = checks.iter().find(|one| one["name"] == "patterns").expect("a check");
    assert_eq!((check.code, told["state"].as_str()), (1, Some("fails")));
    assert!(
        told["text"].as_str().is_some_and(|text| text.contains("line 4")),
        "{told}"
    );
    let banners = crate::judging::handlers(&desk).status().expect("a status").banners;
    assert!(
        banners
            .iter()
            .any(|banner| banner.name == "patterns" && banner.state == "notice")
    );
    write(&desk, OWN);
    let check = desk.run(&["check"]).expect(0);
    let told = check["checks"].to_string();
    assert!(told.contains("by 1 of its own patterns"), "{told}");
}
