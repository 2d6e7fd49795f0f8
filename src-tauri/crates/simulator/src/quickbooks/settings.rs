//! CompanyInfo, Preferences and the exchange rate: what the company's settings say.

use crate::http::{Call, Reply, XML};
use crate::state::books::Books;
use serde_json::{Value, json};
use std::fmt::Write as _;

pub fn company_info(books: &Books) -> Value {
    let [street, town, region, post_code, country] = books.profile.address;
    json!({
        "CompanyName": books.profile.name, "LegalName": books.profile.legal_name, "Country": books.profile.country, "Email": {"Address": "books@example.com"},
        "CompanyAddr": {"Id": "1", "Line1": street, "City": town, "CountrySubDivisionCode": region, "PostalCode": post_code, "Country": country},
        "CompanyStartDate": "2023-01-04", "FiscalYearStartMonth": "January", "SupportedLanguages": "en",
        "NameValue": [{"Name": "NeoEnabled", "Value": "true"}, {"Name": "OfferingSku", "Value": books.plan()}, {"Name": "SubscriptionStatus", "Value": books.subscription}],
        "domain": "QBO", "sparse": false, "Id": "1", "SyncToken": "6",
        "MetaData": {"CreateTime": "2023-01-04T09:55:00-08:00", "LastUpdatedTime": "2025-11-02T08:00:00-08:00"}
    })
}

pub fn preferences(books: &Books) -> Value {
    let mut accounting = json!({"FirstMonthOfFiscalYear": "January", "UseAccountNumbers": true, "TaxYearMonth": "January", "ClassTrackingPerTxn": false,
        "TrackDepartments": true, "DepartmentTerminology": "Location", "ClassTrackingPerTxnLine": true, "CustomerTerminology": "Customers"});
    if let (Some(day), Value::Object(map)) = (books.close_date, &mut accounting) {
        map.insert("BookCloseDate".to_owned(), json!(day.to_string()));
    }
    json!({
        "AccountingInfoPrefs": accounting,
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": true, "BillableExpenseTracking": true},
        "TaxPrefs": {"UsingSalesTax": books.profile.tracks_tax}, "CurrencyPrefs": {"MultiCurrencyEnabled": true, "HomeCurrency": {"value": "USD"}},
        "ProductAndServicesPrefs": {"ForSales": true, "ForPurchase": true}, "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {"NameValue": [
            {"Name": "VendorAndPurchasesPrefs.PurchseOrderEnabled", "Value": books.purchase_orders.to_string()},
            {"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "true"},
            {"Name": "WarnDuplicateBillNumber", "Value": books.warn_duplicates.to_string()}
        ]},
        "domain": "QBO", "sparse": false, "Id": "1", "SyncToken": "14",
        "MetaData": {"CreateTime": "2023-01-04T09:55:00-08:00", "LastUpdatedTime": "2025-11-02T08:00:00-08:00"}
    })
}

pub fn exchange_rate(call: &Call) -> Value {
    let source = call.param("sourcecurrencycode").unwrap_or("EUR");
    let rate = if source == "USD" { 1.0 } else { 1.08 };
    json!({"ExchangeRate": {"SourceCurrencyCode": source, "TargetCurrencyCode": "USD", "Rate": rate, "AsOfDate": call.param("asofdate"), "domain": "QBO", "sparse": false}})
}

/// What the plan includes; XML whatever the caller accepts.
pub fn entitlements(books: &Books) -> Reply {
    let term = |on: bool| if on { "On" } else { "Off" };
    let rows = [
        ("Bills", !books.read_only()),
        ("Purchase Orders", books.purchase_orders),
        ("Class Tracking", books.purchase_orders),
        ("Multicurrency", true),
    ];
    let mut body = String::new();
    for (id, (name, on)) in (1..).zip(rows) {
        let _ = write!(
            body,
            "<Entitlement id=\"{id}\"><name>{name}</name><term>{}</term></Entitlement>",
            term(on)
        );
    }
    Reply::text(
        200,
        XML,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><EntitlementsResponse><QboCompany>true</QboCompany><PlanName>{}</PlanName><MaxUsers>5</MaxUsers><CurrentUsers>4</CurrentUsers><DaysRemainingTrial>0</DaysRemainingTrial><SubscriptionStatus>{}</SubscriptionStatus>{body}</EntitlementsResponse>",
            books.plan(),
            books.subscription
        ),
    )
}
