//! The company's settings, as far as QuickBooks returns them. A missing one means unknown, never
//! "off" (quickbooks-online-api §6.9, §6.10).

use clearpost_domain::CompanyFacts;

use crate::fields::Fields;
use crate::scalar;

/// From the answers of `companyinfo` and `preferences`. `Err(true)` = the first is of another shape,
/// `Err(false)` = the second.
pub(super) fn facts(info: &str, preferences: &str) -> Result<CompanyFacts, bool> {
    let info = member(info, "CompanyInfo").ok_or(true)?;
    let preferences = member(preferences, "Preferences").ok_or(false)?;
    let currency = preferences.object("CurrencyPrefs").unwrap_or_default();
    Ok(CompanyFacts {
        name: info.text("CompanyName").or_else(|| info.text("LegalName")),
        country: info
            .text("Country")
            .or_else(|| info.object("CompanyAddr")?.text("Country")),
        closing_date: preferences
            .object("AccountingInfoPrefs")
            .and_then(|accounting| accounting.date("BookCloseDate")),
        lifted_closing_date: None,
        home_currency: currency
            .object("HomeCurrency")
            .and_then(|home| home.currency("value"))
            .or_else(|| currency.currency("HomeCurrency")),
        multicurrency: currency.flag("MultiCurrencyEnabled"),
        // Misspelt in the service; the correct spelling may come one day.
        purchase_orders_enabled: other(&preferences, "VendorAndPurchasesPrefs.PurchseOrderEnabled")
            .or_else(|| other(&preferences, "VendorAndPurchasesPrefs.PurchaseOrderEnabled"))
            .and_then(|text| scalar::flag(&text)),
        subscription: named(&info, "SubscriptionStatus"),
        plan: named(&info, "OfferingSku"),
        billable_expenses: preferences
            .object("VendorAndPurchasesPrefs")
            .and_then(|purchases| purchases.flag("BillableExpenseTracking")),
        sales_tax: preferences.object("TaxPrefs").and_then(|tax| tax.flag("UsingSalesTax")),
    })
}

fn member<'a>(text: &'a str, key: &str) -> Option<Fields<'a>> {
    Fields::parse(text)?.object(key)
}

fn other(preferences: &Fields<'_>, name: &str) -> Option<String> {
    named(&preferences.object("OtherPrefs")?, name)
}

/// A value of a `NameValue` list.
fn named(fields: &Fields<'_>, name: &str) -> Option<String> {
    fields
        .objects("NameValue")
        .into_iter()
        .find(|pair| pair.text("Name").is_some_and(|found| found.eq_ignore_ascii_case(name)))?
        .text("Value")
}
