//! Company, settings and reference data of the procurement service: users, suppliers, copied
//! QuickBooks lists, and the small lists a client meets. Bare arrays where the service has them.

use super::lists::{contains, page, per_page};
use super::render::{account_json, budget, currency_json, payment_terms, supplier_json, tag_json};
use super::{Answer, done, error, not_found};
use crate::http::{Call, Reply};
use crate::secrets::of_record;
use crate::state::World;
use crate::state::desk::{Connection, Supplier, Tag};
use crate::state::document::{NO_TAX, SALES_TAX};
use crate::state::profile;
use serde_json::{Value, json};

pub fn route(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    match (call.method.as_str(), path) {
        ("POST", ["login"]) => {
            let fields = call.fields();
            let sent = |name: &str| fields.get(name).and_then(Value::as_str);
            if sent("email") == Some(world.bearers.email) && sent("password") == Some(&world.bearers.password) {
                done(&user(world, true))
            } else {
                Err(error(401, "Invalid email or password."))
            }
        }
        // An application's own bearer shows no user's token.
        ("GET", ["currentuser"]) => {
            let person = call
                .bearer()
                .is_none_or(|token| world.bearers.living(token, world.now()).is_some_and(|b| b.user));
            done(&user(world, person))
        }
        ("GET", ["companies"]) => done(
            &profile::ALL
                .iter()
                .map(|p| json!({"id": p.company, "name": p.name}))
                .collect(),
        ),
        ("GET", ["companies", "details"]) => done(&company(world)),
        ("GET", ["companies", "chart_of_accounts"]) => {
            let rows = world.desk.accounts.iter().map(|a| {
                json!({"id": a.id, "name": a.name, "classification": a.classification, "account_type": a.account_type, "archived": a.archived})
            });
            done(&rows.collect())
        }
        ("GET", ["companies", "employees" | "approvers" | "all_approvers"]) => {
            let rows = world.desk.people.iter().map(|p| json!({"id": p.id, "name": p.name, "email": p.email, "authentication_token": of_record(world.desk.seed, "OTHER-USER", p.id)}));
            done(&rows.collect())
        }
        ("GET", ["companies", id]) if *id == world.desk.profile.company.to_string() => done(&company(world)),
        ("GET", ["chart_of_accounts"]) => {
            let search = call.param("search").unwrap_or_default().to_lowercase();
            let rows: Vec<u64> = world
                .desk
                .accounts
                .iter()
                .filter(|a| contains(&a.name, &search) || contains(&a.number, &search))
                .map(|a| a.id)
                .collect();
            let page = page(call, &rows, call.number("page").unwrap_or(1), per_page(call, 10));
            let rows: Vec<Value> = page
                .rows
                .iter()
                .filter_map(|id| world.desk.account(*id))
                .map(|a| account_json(&world.desk, a))
                .collect();
            done(&json!({"chart_of_accounts": rows, "meta": page.meta}))
        }
        ("GET", ["chart_of_accounts", id]) => {
            let account = id
                .parse()
                .ok()
                .and_then(|id| world.desk.account(id))
                .ok_or_else(not_found)?;
            done(&account_json(&world.desk, account))
        }
        ("GET", ["qbo_customers", rest @ ..]) => tags(world, call, &world.desk.customers, "qbo_customers", rest),
        ("GET", ["qbo_classes", rest @ ..]) => tags(world, call, &world.desk.classes, "quickbooks_classes", rest),
        ("GET", ["suppliers"]) => suppliers(world, call),
        ("GET", ["suppliers", "top"]) => {
            let rows = world
                .desk
                .suppliers
                .iter()
                .filter(|s| !s.archived)
                .take(call.number("top").unwrap_or(5));
            done(&rows.map(|s| supplier_json(&world.desk, s, false)).collect())
        }
        ("GET", ["suppliers", id]) => {
            let supplier = id
                .parse()
                .ok()
                .and_then(|id| world.desk.supplier(id))
                .ok_or_else(not_found)?;
            done(&supplier_json(&world.desk, supplier, true))
        }
        ("PUT" | "PATCH", ["suppliers", id]) => update_supplier(world, call, id),
        ("GET", ["departments"]) => {
            let rows = world.desk.departments.iter().map(|(id, name)| {
                json!({"id": id, "name": name, "company_id": world.desk.profile.company, "archived": false, "created_at": "2024-02-01T04:21:56.144-06:00", "updated_at": "2024-02-01T04:21:56.144-06:00"})
            });
            done(&rows.collect())
        }
        ("GET", ["tax_rates"]) => done(&json!([
            {"id": NO_TAX, "name": "No tax", "value": 0.0, "archived": false, "company_id": world.desk.profile.company},
            {"id": SALES_TAX, "name": "Sales tax", "value": 8.0, "archived": false, "company_id": world.desk.profile.company}
        ])),
        ("GET", ["budgets"]) if call.param("page").is_some() => done(
            &json!({"budgets": [budget(&world.desk)], "meta": {"current_page": 1, "next_page": null, "prev_page": null, "total_pages": 1, "total_count": 1}}),
        ),
        ("GET", ["budgets"]) => done(&json!([budget(&world.desk)])),
        ("GET", ["currencies" | "all_currencies"]) => done(&world.desk.currencies.iter().map(currency_json).collect()),
        ("GET", ["products"]) => {
            let rows = world.desk.products.iter();
            done(
                &rows
                    .map(|product| json!({"id": product.id, "description": product.name}))
                    .collect(),
            )
        }
        ("GET", ["webhooks" | "custom_fields"]) => done(&json!([])),
        ("POST", ["logout"]) => {
            world.bearers.token = None;
            done(&json!({"success": true, "info": "Logged out"}))
        }
        _ => Err(error(404, "Not Found")),
    }
}

fn user(world: &World, person: bool) -> Value {
    let me = world.desk.person(0);
    let companies = profile::ALL.iter().map(|company| {
        json!({"id": company.company, "name": company.name, "external_user_id": null, "membership_archived": false, "is_locked": false,
            "is_removed": false, "approval_limit": 1_000_000, "in_trial": false, "trial_expired": false, "remaining_trial_days": 0,
            "roles": ["companyadmin", "approver", "finance", "teammember"], "has_unassigned_budgets": true})
    });
    let mut value = json!({
        "id": me.map(|p| p.id), "email": me.map(|p| p.email), "name": me.map(|p| p.name), "approver_name": me.map(|p| p.name), "phone_number": null,
        "setup_incomplete": false, "employer_id": world.main.company, "approval_limit": 1_000_000, "network_id": null,
        "companies": companies.collect::<Vec<_>>(),
    });
    if let (true, Value::Object(map)) = (person, &mut value) {
        map.insert("authentication_token".to_owned(), json!(world.bearers.token));
    }
    value
}

fn company(world: &World) -> Value {
    json!({
        "id": world.desk.profile.company, "name": world.desk.profile.name, "employees_count": world.desk.people.len(), "default_tax_rate": "0.0", "prepaid_subscription": false,
        "multicompany_pack": false, "payment_term_ff_enabled": true, "scan_and_match_ff_enabled": false, "approval_flow_ff_enabled": true,
        "policy_ff_enabled": false, "sam_gov_enabled": false,
        "company_setting": {
            "id": 71, "company_id": world.desk.profile.company, "currency_id": 3, "date_format": "%Y-%m-%d", "gross_or_net": "net", "tax_label": "Tax",
            "show_tax_column": true, "fixed_supplier_list": true, "user_can_add_supplier": true,
            "po_fields": ["Date", "Budgets", "From", "PO number", "Net Amount"], "reserve_po_number": false, "default_tax_rate_id": NO_TAX,
            "default_payment_term_id": 12, "can_upload_invoice": true, "invoice_reference_mandatory": false, "enable_approval_override": true,
            "is_quickbooks_connected": world.desk.connection != Connection::Off, "is_sage_connected": false, "link_budgets_to_qbo_account": false, "link_budgets_to_qbo_accounts": false,
            "link_budgets_to_qbo_class": false, "qbo_customer_required": false, "qbo_customer_active": true, "qbo_customer_alias": null,
            "qbo_class_required": false, "qbo_class_active": true, "qbo_class_alias": null, "show_qbo_chart_of_account_number": true
        },
        "custom_fields": [], "supported_currencies": world.desk.currencies.iter().map(currency_json).collect::<Vec<_>>(),
        "default_payment_term": payment_terms(&world.desk).first(), "payment_terms": payment_terms(&world.desk),
    })
}

fn tags(world: &World, call: &Call, tags: &[Tag], key: &str, rest: &[&str]) -> Answer {
    if let [id] = rest {
        let tag = id
            .parse()
            .ok()
            .and_then(|id: u64| tags.iter().find(|tag| tag.id == id))
            .ok_or_else(not_found)?;
        return done(&tag_json(&world.desk, tag));
    }
    let search = call.param("search").unwrap_or_default().to_lowercase();
    let rows: Vec<u64> = tags
        .iter()
        .filter(|tag| contains(&tag.name, &search))
        .map(|tag| tag.id)
        .collect();
    let page = page(call, &rows, call.number("page").unwrap_or(1), per_page(call, 10));
    let rows: Vec<Value> = page
        .rows
        .iter()
        .filter_map(|id| tags.iter().find(|tag| tag.id == *id))
        .map(|tag| tag_json(&world.desk, tag))
        .collect();
    done(&json!({key: rows, "meta": page.meta}))
}

fn suppliers(world: &World, call: &Call) -> Answer {
    let archived = call.flag("archived").unwrap_or(false);
    let mappings = call.flag("show_mappings").unwrap_or(false);
    let search = call.param("search").unwrap_or_default().to_lowercase();
    let kept: Vec<&Supplier> = world
        .desk
        .suppliers
        .iter()
        .filter(|s| s.archived == archived && contains(&s.name, &search))
        .collect();
    let Some(number) = call.number("page") else {
        return done(&kept.iter().map(|s| supplier_json(&world.desk, s, mappings)).collect());
    };
    let ids: Vec<u64> = kept.iter().map(|s| s.id).collect();
    let page = page(call, &ids, number, 20);
    let rows: Vec<Value> = page
        .rows
        .iter()
        .filter_map(|id| world.desk.supplier(*id))
        .map(|s| supplier_json(&world.desk, s, mappings))
        .collect();
    done(&json!({"suppliers": rows, "meta": page.meta}))
}

fn update_supplier(world: &mut World, call: &Call, id: &str) -> Answer {
    let now = world.now();
    let fields = call.fields();
    let Some(passed) = fields.get("supplier") else {
        return Err(error(400, "param is missing or the value is empty: supplier"));
    };
    let id: u64 = id.parse().map_err(|_| not_found())?;
    let name = passed.get("name").and_then(Value::as_str).map(str::trim);
    if name.is_some_and(|name| {
        name.is_empty()
            || world
                .desk
                .suppliers
                .iter()
                .any(|s| s.id != id && !s.archived && s.name == name)
    }) {
        return Err(Reply::json(
            422,
            &json!({"error": ["Name has already been taken"], "status": 422}),
        ));
    }
    let supplier = world.desk.supplier_mut(id).ok_or_else(not_found)?;
    if let Some(name) = name {
        name.clone_into(&mut supplier.name);
    }
    if let Some(archived) = passed.get("archived").and_then(Value::as_bool) {
        supplier.archived = archived;
    }
    supplier.updated = now;
    world.desk.lists.changed();
    let supplier = world.desk.supplier(id).ok_or_else(not_found)?;
    done(&supplier_json(&world.desk, supplier, true))
}
