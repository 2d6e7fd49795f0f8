//! CompanyInfo, Preferences and the exchange rate: what the company's settings say.

use crate::http::Call;
use crate::state::books::Books;
use serde_json::{Value, json};

pub fn company_info(books: &Books) -> Value {
    json!({
        "CompanyName": books.profile.name, "LegalName": books.profile.legal_name, "Country": "US", "Email": {"Address": "books@example.com"},
        "CompanyAddr": {"Id": "1", "Line1": "44 Harbour Street", "City": "Austin", "CountrySubDivisionCode": "TX", "PostalCode": "78701", "Country": "USA"},
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
        "TaxPrefs": {"UsingSalesTax": false}, "CurrencyPrefs": {"MultiCurrencyEnabled": true, "HomeCurrency": {"value": "USD"}},
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
