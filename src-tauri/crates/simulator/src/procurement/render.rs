//! How the procurement service writes its objects: milliseconds in order lists, seconds in
//! details, decimals as strings except in invoice lists, ISO times on master data.

use crate::clock::{central, central_midnight};
use crate::config::Mode;
use crate::money::{number, rails};
use crate::secrets::of_record;
use crate::state::World;
use crate::state::desk::{Account, Currency, Desk, Supplier, Tag};
use crate::state::document::{Author, Document, Entry, Kind, Line, Status};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub fn iso(at: DateTime<Utc>) -> String {
    central(at).format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// Adds the members of `more` to `value`.
pub fn merge(value: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(from)) = (value, more) {
        into.extend(from);
    }
}

/// Members that purchase orders have in lists, details and inside invoices.
pub fn order_summary(desk: &Desk, doc: &Document) -> Value {
    let supplier = desk.supplier(doc.supplier).map_or("", |s| s.name.as_str());
    let creator = desk.person(doc.creator).map_or("", |p| p.name);
    let currency = desk.currency(doc.currency);
    let department = desk
        .departments
        .iter()
        .find(|(id, _)| *id == doc.department)
        .map_or("", |(_, name)| name);
    json!({
        "id": doc.id, "approval_key": doc.approval_key, "creator_name": creator, "amount": rails(doc.net()),
        "status": doc.status.name(), "supplier_name": supplier,
        "keywords": format!("{} {supplier} {creator}  {} {}  {}", doc.number, doc.status.name(), doc.gross(), doc.net()),
        "created_at": doc.created.timestamp_millis(), "currency_id": currency.map(|c| c.id),
        "currency_symbol": currency.map(|c| c.symbol), "currency_iso_code": doc.currency,
        "total_gross_amount": rails(doc.gross()), "total_net_amount": rails(doc.net()),
        "base_gross_amount": number(crate::money::cents(doc.gross() * doc.rate)),
        "submitted_on": (doc.status != Status::Draft).then(|| doc.date.timestamp_millis()),
        "share_key": of_record(desk.seed, "SHARE", doc.id), "department_id": doc.department, "department_name": department,
    })
}

pub fn order_row(world: &World, doc: &Document) -> Value {
    let mut row = order_summary(&world.desk, doc);
    merge(
        &mut row,
        json!({
            "approver_requests": [approver_request(&world.desk, doc)],
            "compliance_status": null, "delivered_on": null, "delivery_status": "not_delivered",
            "payment_status": if doc.status == Status::Paid { "paid" } else { "unpaid" },
            "xero_export_status": null, "synced_with_xero": false, "xero_is_changed": false,
        }),
    );
    probe(world, doc, &mut row);
    row
}

fn approver_request(desk: &Desk, doc: &Document) -> Value {
    let status = match doc.status {
        Status::Approved | Status::Paid => "approved",
        Status::Rejected => "rejected",
        Status::Cancelled => "cancelled",
        _ => "pending",
    };
    let approver = desk.person(doc.approver);
    json!({
        "id": 900_000 + doc.id, "status": status, "approver_name": approver.map(|p| p.name), "approver_id": approver.map(|p| p.id),
        "accept_token": accept_token(desk, doc), "reject_token": reject_token(desk, doc), "delegate_id": null,
    })
}

pub fn accept_token(desk: &Desk, doc: &Document) -> String {
    of_record(desk.seed, "ACCEPT", doc.id)
}

pub fn reject_token(desk: &Desk, doc: &Document) -> String {
    of_record(desk.seed, "REJECT", doc.id)
}

pub fn order_detail(world: &World, doc: &Document) -> Value {
    let desk = &world.desk;
    let mut value = order_summary(desk, doc);
    let approved = doc.status.syncs();
    let creator = desk.person(doc.creator);
    let request = approver_request(desk, doc);
    let requests = json!([{
        "id": 900_000 + doc.id, "status": request.get("status"), "approver_id": desk.person(doc.approver).map(|p| p.id), "delegate_id": null,
        "created_at": doc.date.timestamp(), "updated_at": doc.approved_at.unwrap_or(doc.date).timestamp(),
        "approver_name": desk.person(doc.approver).map(|p| p.name), "was_approval_override": false,
    }]);
    merge(
        &mut value,
        json!({
            "company_id": desk.profile.company, "slug": doc.approval_key, "supplier_id": doc.supplier, "external_vendor_id": null,
            "statuses": [doc.status.name(), "not_delivered"],
            "submitted_on": (doc.status != Status::Draft).then(|| doc.date.timestamp()),
            "creator_id": creator.map(|p| p.id), "creator_email": creator.map(|p| p.email), "creator_network_id": null,
            "created_at": doc.created.timestamp(), "updated_at": doc.updated.timestamp(), "notes": doc.notes,
            "base_gross_amount": rails(crate::money::cents(doc.gross() * doc.rate)),
            "delivery_status": "not_delivered", "payment_status": if doc.status == Status::Paid { "paid" } else { "unpaid" },
            "delivered_on": null, "completely_delivered": false, "custom_fields": null, "archived": doc.archived,
            "conversion_rate": rails(doc.rate),
        }),
    );
    merge(
        &mut value,
        json!({
            "self_approved": false, "aff_link": null, "xero_id": null, "synced_with_xero": false,
            "xero_export_status": null, "xero_export_error_message": null, "xero_last_export_at": null, "xero_is_changed": false,
            "can_edit": true, "can_cancel": !doc.status.withdrawn(), "can_archive": true, "can_copy": true, "can_receive_item": approved,
            "can_cancel_receiving_items": false, "can_complete_delivery": approved, "can_mark_as_paid": doc.status == Status::Approved,
            "can_override": doc.status == Status::Pending, "can_justify": false, "has_global_policies": false,
            "budgets": [budget(desk)], "tax_rates": [], "custom_field_values": [], "payments": [], "purchase_order_item_payments": [],
            "uploads": [], "latest_compliance_check": null, "compliance_checks": [],
        }),
    );
    merge(
        &mut value,
        json!({
            "purchase_order_items": doc.lines.iter().enumerate().map(|(at, line)| order_line(desk, doc, at, line)).collect::<Vec<_>>(),
            "purchase_order_comments": doc.entries.iter().map(|entry| comment(desk, doc, entry)).collect::<Vec<_>>(),
            "invoices": [], "approver_requests": [request],
            "approvers_with_flow": [{"status": if approved { "approved" } else { "pending" }, "name": "Standard approval", "approval_flow_id": 41,
                "next_request_id": null, "last_approval_date": doc.approved_at.map(|at| central(at).format("%Y-%m-%d").to_string()), "up_to_date": true, "requests": requests}],
            "supplier": desk.supplier(doc.supplier).map(|s| json!({"id": s.id, "name": s.name, "company_id": desk.profile.company, "email": s.email, "archived": s.archived})),
        }),
    );
    probe(world, doc, &mut value);
    value
}

pub fn budget(desk: &Desk) -> Value {
    json!({"id": 610, "company_id": desk.profile.company, "name": "Operations", "amount": "500000.0", "cost_code": null, "cost_type": null, "archived": false,
        "currency_id": 3, "base_amount": "500000.0", "base_rate": "1.0", "allow_anyone_to_approve_a_po": false, "start_date": null, "end_date": null,
        "summary": "Operations", "third_party_id_mappings": []})
}

fn order_line(desk: &Desk, doc: &Document, at: usize, line: &Line) -> Value {
    let mut value = json!({
        "id": line.id, "sequence_no": at + 1, "description": line.description, "purchase_order_id": doc.id, "budget_id": 610,
        "budget_summary": "Operations", "gross_amount": rails(line.net + line.tax), "vat": rails(line.tax_rate), "tax_rate": rails(line.tax_rate),
        "tax_rate_id": line.tax_code, "net_amount": rails(line.net), "status": doc.status.name(),
        "quantity": rails(line.quantity), "unit_price": rails(line.unit_price), "item_number": null,
        "base_net_amount": rails(crate::money::cents(line.net * doc.rate)), "base_gross_amount": rails(crate::money::cents((line.net + line.tax) * doc.rate)),
        "gross_usd_amount": rails(crate::money::cents((line.net + line.tax) * doc.rate)), "product_id": line.product, "received_quantity": "0.0",
        "custom_field_values": [], "third_party_id_mappings": [],
    });
    merge(&mut value, coding(desk, line));
    value
}

fn coding(desk: &Desk, line: &Line) -> Value {
    let tag = |tags: &[Tag], id: Option<u64>| {
        id.and_then(|id| tags.iter().find(|tag| tag.id == id))
            .map(|tag| tag_json(desk, tag))
    };
    json!({
        "chart_of_account": desk.account(line.account).map(|a| account_json(desk, a)),
        "qbo_customer": tag(&desk.customers, line.customer), "quickbooks_class": tag(&desk.classes, line.class),
    })
}

pub fn account_json(desk: &Desk, account: &Account) -> Value {
    json!({"id": account.id, "name": account.name, "classification": account.classification, "account_type": account.account_type,
        "currency_code": "USD", "account_number": account.number, "display_name": format!("{} {}", account.number, account.name),
        "archived": account.archived, "company_id": desk.profile.company})
}

pub fn tag_json(desk: &Desk, tag: &Tag) -> Value {
    json!({"id": tag.id, "fully_qualified_name": tag.name, "archived": tag.archived, "company_id": desk.profile.company})
}

pub fn comment(desk: &Desk, doc: &Document, entry: &Entry) -> Value {
    let (id, name) = match entry.author {
        Author::System => (None, "QuickBooks Online"),
        Author::Person(at) => (desk.person(at).map(|p| p.id), desk.person(at).map_or("", |p| p.name)),
    };
    let local = central(entry.at);
    let mut value = json!({
        "id": entry.id, "comment": entry.text, "creator_id": id, "creator_name": name, "created_at": entry.at.timestamp(),
        "comment_formatted_time": local.format("%H:%M").to_string(), "comment_formatted_date": local.format("%Y-%m-%d").to_string(),
        "formatted_comment": format!("<p>{}</p>", crate::pages::escape(&entry.text)),
    });
    let more = match doc.kind {
        Kind::Order => {
            json!({"purchase_order_id": doc.id, "status": "active", "uploads": [], "comment_display_name": name})
        }
        Kind::Invoice => json!({"invoice_id": doc.id, "updated_at": entry.at.timestamp()}),
    };
    merge(&mut value, more);
    value
}

pub fn currency_json(currency: &Currency) -> Value {
    json!({"id": currency.id, "iso_code": currency.iso, "iso_numeric": currency.numeric, "name": currency.name, "symbol": currency.symbol,
        "created_at": "2015-01-01T04:21:56.144-06:00", "updated_at": "2025-05-08T03:02:08.904-05:00"})
}

/// Members of invoices in lists and details; amounts are added by the caller.
fn invoice_common(world: &World, doc: &Document) -> Value {
    let standing = doc.status;
    json!({
        "id": doc.id, "invoice_number": doc.number, "status": standing.name(), "issue_date": doc.date.timestamp(),
        "validation_date": doc.approved_at.map(|at| central_midnight(central(at).date_naive()).timestamp()),
        "uploaded_date": central_midnight(central(doc.created).date_naive()).timestamp(),
        "due_date": doc.due.map(|day| central_midnight(day).timestamp()),
        "can_accept": standing == Status::AwaitingReview, "can_approve": standing == Status::Outstanding,
        "can_reject": standing == Status::Outstanding, "can_cancel": !standing.withdrawn(), "can_archive": !doc.archived,
        "can_dearchive": doc.archived, "standalone_invoice": doc.orders.is_empty(), "confidence_score": null, "digital_invoice": false,
        "payment_term_id": doc.terms, "payment_terms_list": payment_terms(&world.desk), "currency": world.desk.currency(doc.currency).map(currency_json),
        "xero_export_status": null, "xero_is_changed": false,
    })
}

pub fn payment_terms(desk: &Desk) -> Vec<Value> {
    let rows = desk.terms.iter().map(|terms| {
        json!({"id": terms.id, "name": terms.name, "due_days": terms.days, "day_of_month": null, "term_type": "net", "archived": false})
    });
    rows.collect()
}

pub fn invoice_row(world: &World, doc: &Document) -> Value {
    let desk = &world.desk;
    let mut row = invoice_common(world, doc);
    let keys = doc
        .orders
        .iter()
        .filter_map(|id| crate::procurement::orders::by_id(desk, *id)?.approval_key.clone());
    merge(
        &mut row,
        json!({
            "tax_amount": number(doc.tax()), "net_amount": number(doc.net()), "gross_amount": number(doc.gross()), "balance_amount": number(balance(doc)),
            "supplier_id": doc.supplier, "supplier_name": desk.supplier(doc.supplier).map(|s| s.name.as_str()),
            "purchase_order_references": keys.collect::<Vec<_>>(),
        }),
    );
    probe(world, doc, &mut row);
    row
}

fn balance(doc: &Document) -> rust_decimal::Decimal {
    if doc.status == Status::Settled {
        rust_decimal::Decimal::ZERO
    } else {
        doc.gross()
    }
}

pub fn invoice_detail(world: &World, doc: &Document) -> Value {
    let desk = &world.desk;
    let mut value = invoice_common(world, doc);
    let orders = doc
        .orders
        .iter()
        .filter_map(|id| crate::procurement::orders::by_id(desk, *id));
    merge(
        &mut value,
        json!({
            "tax_amount": rails(doc.tax()), "net_amount": rails(doc.net()), "gross_amount": rails(doc.gross()), "balance_amount": rails(balance(doc)),
            "created_at": doc.created.timestamp(), "updated_at": doc.updated.timestamp(), "sage_exported": false,
            "selected_purchase_order_ids": doc.orders, "xero_export_error_message": null, "xero_last_export_at": null,
            "supplier": desk.supplier(doc.supplier).map(|s| supplier_json(desk, s, true)),
            "invoice_line_items": doc.lines.iter().enumerate().map(|(at, line)| invoice_line(desk, doc, at, line)).collect::<Vec<_>>(),
            "purchase_orders": orders.map(|order| order_summary(desk, order)).collect::<Vec<_>>(),
            "supplier_invoice_uploads": [{"id": 5_000_000 + doc.id, "file_file_name": format!("{}.pdf", doc.id), "file_content_type": "application/pdf",
                "file_file_size": doc.file_size, "url": format!("https://files.example.com/{}.pdf", doc.id)}],
            "histories": doc.entries.iter().map(|entry| comment(desk, doc, entry)).collect::<Vec<_>>(),
            "comments": doc.comments.iter().map(|entry| comment(desk, doc, entry)).collect::<Vec<_>>(),
            "npayments": if doc.status == Status::Settled {
                json!([{"id": 800_000 + doc.id, "reference": format!("ACH-{}", doc.id), "status": "settled", "ptype": "bank_transfer", "date": doc.updated.timestamp(), "amount": number(doc.gross())}])
            } else { json!([]) },
        }),
    );
    probe(world, doc, &mut value);
    value
}

fn invoice_line(desk: &Desk, doc: &Document, at: usize, line: &Line) -> Value {
    let mut value = json!({
        "id": line.id, "sequence_no": at + 1, "description": line.description, "unit_price": rails(line.unit_price), "quantity": rails(line.quantity),
        "vat": rails(line.tax_rate), "net_amount": rails(line.net), "base_net_amount": rails(crate::money::cents(line.net * doc.rate)),
        "tax_amount": rails(line.tax), "calculated_gross_amount": rails(line.net + line.tax), "tax_exception": false, "deleted_at": null,
        "billable_status": line.billable.then_some("Billable"), "product_id": line.product, "tax_rate_id": line.tax_code, "chart_of_account_id": Some(line.account).filter(|id| *id != 0),
        "qbo_customer_id": line.customer, "quickbooks_class_id": line.class, "invoice_id": doc.id,
        "purchase_order_id": line.order_line.map(|(order, _)| order), "purchase_order_item_id": line.order_line.map(|(_, line)| line),
        "markup_info": null, "created_at": doc.created.timestamp(), "updated_at": doc.updated.timestamp(),
    });
    merge(&mut value, coding(desk, line));
    value
}

pub fn supplier_json(desk: &Desk, supplier: &Supplier, mappings: bool) -> Value {
    let mut value = json!({
        "id": supplier.id, "name": supplier.name, "company_id": desk.profile.company, "notes": "", "phone_number": "", "address": "", "email": supplier.email,
        "payment_details": "", "archived": supplier.archived, "contact_person": "", "tax_number": "", "payment_terms": null,
        "created_at": iso(supplier.created), "updated_at": iso(supplier.updated), "currency_id": null, "department_ids": [], "external_vendor_id": null,
    });
    if mappings {
        let rows: Vec<Value> = supplier
            .vendor
            .map(|id| json!({"id": 10_000 + supplier.id, "service": "quickbooks", "third_party_id": id.to_string(), "realm_id": desk.profile.realm}))
            .into_iter()
            .collect();
        merge(&mut value, json!({"third_party_id_mappings": rows}));
    }
    value
}

/// The invented keys of mode `probe`.
fn probe(world: &World, doc: &Document, value: &mut Value) {
    if world.mode != Mode::Probe {
        return;
    }
    let status = doc
        .report
        .as_ref()
        .map(|report| if report.ok() { "synced" } else { "error" });
    let error = doc
        .entries
        .iter()
        .rev()
        .find(|entry| entry.author == Author::System)
        .map(|entry| entry.text.as_str());
    let id = doc
        .remembered
        .filter(|id| world.books.txns.contains_key(id))
        .map(|id| id.to_string());
    merge(
        value,
        json!({"quickbooks_sync_status": status, "quickbooks_error": if status == Some("error") { error } else { None }, "quickbooks_id": id}),
    );
}
