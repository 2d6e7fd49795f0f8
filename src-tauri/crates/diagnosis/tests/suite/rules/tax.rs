//! Tax rates and totals.

use clearpost_domain::{CompanyFacts, Difference, DifferenceField, Line, ListKind};

use crate::support::{World, expect, line, only, record, refused_update};

const CODE: &str = "Make sure all your transactions have a VAT rate before you save";
const TOTAL: &str = "Total mismatch";

fn rated(rates: &[Option<&str>], country: &str) -> World {
    let lines = rates.iter().zip(1..).map(|(rate, number)| Line {
        tax_rate: rate.map(str::to_owned),
        ..line(number, "6100", "Office Supplies")
    });
    let mut world = World::failed(CODE).with_vendor().coded(lines.collect());
    world.company = CompanyFacts {
        country: Some(country.to_owned()),
        ..CompanyFacts::default()
    };
    world
}

#[test]
fn tax001_hits_a_line_without_a_rate_in_a_company_that_tracks_tax() {
    let world = rated(&[Some("15"), None], "GB");
    expect(&world, &["TAX001 confirmed"]);
    assert_eq!(only(&world).headline, "Line 2 has no tax rate");
}

#[test]
fn tax001_misses_complete_lines_and_companies_without_tax() {
    expect(&rated(&[Some("15"), Some("15")], "GB"), &["TXT001 possible"]);
    expect(&rated(&[Some("15"), None], "US"), &["TXT001 likely"]);
}

fn taxed(net: &str) -> World {
    let mut world = World::failed(TOTAL).with_vendor().coded(vec![Line {
        net: net.parse().ok(),
        gross: "1500".parse().ok(),
        ..line(1, "6100", "Office Supplies")
    }]);
    world.document.tax = "250".parse().ok();
    world
}

#[test]
fn tax002_hits_lines_whose_tax_is_not_the_documents() {
    let world = taxed("1250.01");
    expect(&world, &["TAX002 confirmed"]);
    let finding = only(&world);
    assert_eq!(finding.headline, "The tax is 250.00, its lines' tax is 249.99");
    assert!(finding.cause.contains("a few cents"));
}

#[test]
fn tax002_hits_a_counterpart_with_another_total_and_a_code_that_is_gone() {
    let mut world = refused_update(TOTAL);
    world.verdict.differences = vec![Difference {
        field: DifferenceField::Total,
        procurement: Some("1500.00".to_owned()),
        quickbooks: Some("1400.00".to_owned()),
    }];
    expect(&world, &["TAX002 confirmed"]);
    let text = "Invalid Reference Id : TaxCodes element id 5 not found";
    let coded = World::failed(text)
        .with_vendor()
        .with(record(ListKind::TaxCode, "5", "Exempt", false));
    expect(&coded, &["TAX002 confirmed"]);
}

#[test]
fn tax002_misses_tax_that_agrees() {
    expect(&taxed("1250.00"), &["TXT001 likely"]);
}
