//! Every class is documented, in plain words, and links are built from checked ids only.

use clearpost_diagnosis::{Links, Place, class_doc, explain_class, explain_text, retry_words};
use clearpost_domain::{CauseClass, Confidence, DocumentRef, Entity, RealmId, Retry, TransactionKey};

#[test]
fn every_class_is_documented_in_plain_words() {
    for class in CauseClass::ALL {
        let doc = class_doc(*class);
        for text in [doc.headline.as_str(), &doc.meaning, &doc.why, doc.who.words()] {
            assert!(
                text.len() > 10 && text.starts_with(char::is_uppercase),
                "{class}: {text}"
            );
            assert!(!text.contains('_') && !text.contains("API"), "{class}: {text}");
        }
        assert!(
            !doc.headline.ends_with('.') && doc.meaning.ends_with('.') && doc.why.ends_with('.'),
            "{class}"
        );
        assert!(!doc.steps.is_empty(), "{class}");
        for step in &doc.steps {
            assert!(
                step.text.ends_with('.') && step.text.starts_with(char::is_uppercase),
                "{class}: {}",
                step.text
            );
        }
        let explanation = explain_class(*class);
        assert_eq!(explanation.retry, class.retry());
        assert_ne!(explanation.confidence, Confidence::Confirmed);
        assert!(!retry_words(class.retry()).is_empty());
    }
}

#[test]
fn an_unknown_text_leads_to_support_and_names_no_cause() {
    let explanation = explain_text("Quux frobnicated");
    assert_eq!(
        (explanation.class, explanation.confidence),
        (CauseClass::Unknown, Confidence::Possible)
    );
    assert_eq!(explanation.retry, Retry::NeverAutomatic);
    let steps: String = explanation.steps.iter().map(|step| step.text.as_str()).collect();
    for contact in ["support@procurementexpress.com", "bottom right", "+353 87 443 4944"] {
        assert!(steps.contains(contact), "{contact}");
    }
}

#[test]
fn a_known_text_is_explained() {
    let explanation = explain_text("Failed to sync to QuickBooks Online: Account Period Closed");
    assert_eq!(
        (explanation.class, explanation.confidence),
        (CauseClass::PeriodClosed, Confidence::Likely)
    );
    assert_eq!(explanation.retry, Retry::AfterFix);
}

#[test]
fn the_date_steps_tell_how_to_make_the_order_date_editable() {
    let steps: String = class_doc(CauseClass::BillBeforePo)
        .steps
        .iter()
        .map(|step| step.text.as_str())
        .collect();
    for word in [
        "initials",
        "Company Settings",
        "Purchase Orders",
        "Enable Editing of PO Date",
        "Save",
    ] {
        assert!(steps.contains(word), "{word}");
    }
}

#[test]
fn links_switch_to_the_right_company_and_carry_digits_only() {
    let links = Links {
        procurement: Some("https://app.procurementexpress.com/".to_owned()),
        quickbooks: Some(("https://qbo.intuit.com".to_owned(), RealmId::new("9130350000000000"))),
    };
    assert_eq!(
        links.vendor("42").unwrap(),
        "https://qbo.intuit.com/app/login?pagereq=vendordetail%3FnameId%3D42&deeplinkcompanyid=9130350000000000"
    );
    let bill = TransactionKey {
        entity: Entity::Bill,
        id: "412".to_owned(),
    };
    assert!(
        links
            .transaction(&bill)
            .unwrap()
            .contains("pagereq=bill%3FtxnId%3D412&")
    );
    assert_eq!(
        links.document(DocumentRef::order(7)).unwrap(),
        "https://app.procurementexpress.com/en/purchase_orders/7"
    );
    assert_eq!(
        links.document(DocumentRef::invoice(7)).unwrap(),
        "https://app.procurementexpress.com/en/invoices/7"
    );
    for id in ["", "42&x=1", "4 2", "-1", "12345678901234567890"] {
        assert_eq!(links.vendor(id), None, "{id}");
    }
    let foreign = Links {
        quickbooks: Some(("https://qbo.intuit.com".to_owned(), RealmId::new("9/../x"))),
        ..Links::default()
    };
    assert_eq!(foreign.place(Place::Vendors), None);
    assert_eq!(Links::default().vendor("42"), None);
}
