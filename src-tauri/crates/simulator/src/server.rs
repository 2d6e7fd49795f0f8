//! Starts both services and carries requests to them: latency, faults, the log. What a request
//! means is decided by `procurement`, `quickbooks`, `control` and `pages`, never here.

use crate::config::{CompanyInfo, Config, Info, Mode, ProcurementInfo, QuickBooksInfo, ResendInfo};
use crate::control::faults::Kind as FaultKind;
use crate::http::{Call, Paging, Reply};
use crate::state::grants::{Environment, Keys};
use crate::state::profile::{self, Profile};
use crate::state::{Service, World};
use crate::transport::{Cut, Cuttable};
use crate::{company, control, delivery, pages, procurement, quickbooks};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::json;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Both services, up. They stop when this is dropped.
pub struct Running {
    info: Info,
    _stop: Vec<oneshot::Sender<()>>,
}

impl Running {
    /// What the command prints on start.
    pub fn info(&self) -> &Info {
        &self.info
    }
}

#[derive(Clone)]
struct Host {
    world: Arc<Mutex<World>>,
    service: Service,
    latency: Duration,
}

/// Starts both services on 127.0.0.1 with the demonstration company.
pub async fn start(config: Config) -> io::Result<Running> {
    let procurement = TcpListener::bind((Ipv4Addr::LOCALHOST, config.procurement_port)).await?;
    let quickbooks = TcpListener::bind((Ipv4Addr::LOCALHOST, config.quickbooks_port)).await?;
    let procurement_url = format!("http://{}", procurement.local_addr()?);
    let quickbooks_url = format!("http://{}", quickbooks.local_addr()?);
    let mut world = company::build(&config);
    world.procurement_url.clone_from(&procurement_url);
    world.quickbooks_url.clone_from(&quickbooks_url);
    let info = info(&config, &world);
    let world = Arc::new(Mutex::new(world));
    let mut stop = Vec::new();
    for (listener, service) in [(procurement, Service::Procurement), (quickbooks, Service::QuickBooks)] {
        let host = Host {
            world: Arc::clone(&world),
            service,
            latency: config.latency,
        };
        let app = Router::new().fallback(answer).with_state(host);
        let (sender, receiver) = oneshot::channel::<()>();
        let serving = axum::serve(Cuttable(listener), app.into_make_service_with_connect_info::<Cut>())
            .with_graceful_shutdown(async {
                let _ = receiver.await;
            });
        tokio::spawn(async move { serving.await });
        stop.push(sender);
    }
    Ok(Running { info, _stop: stop })
}

fn info(config: &Config, world: &World) -> Info {
    let quickbooks = &world.quickbooks_url;
    let keys =
        |environment, of: fn(&Keys) -> &String| world.oauth.keys_of(environment).map(of).cloned().unwrap_or_default();
    let resend = (config.mode == Mode::CustomResend).then(|| ResendInfo {
        order: "POST /api/v1/purchase_orders/{id}/resend".to_owned(),
        invoice: "POST /api/v1/invoices/{id}/resend".to_owned(),
    });
    let mut all = profile::ALL;
    all.sort_by_key(|profile| *profile != world.main);
    let companies = all.into_iter().map(|profile| CompanyInfo {
        company: profile.company.to_string(),
        realm: profile.realm.to_owned(),
        name: profile.name.to_owned(),
    });
    Info {
        procurement: ProcurementInfo {
            url: world.procurement_url.clone(),
            token: world.bearers.token.clone().unwrap_or_default(),
            company: world.main.company.to_string(),
            email: world.bearers.email.to_owned(),
            password: world.bearers.password.clone(),
            client_id: world.bearers.client_id.clone(),
            client_secret: world.bearers.client_secret.clone(),
            token_url: format!("{}/oauth/token", world.procurement_url),
        },
        quickbooks: QuickBooksInfo {
            url: quickbooks.clone(),
            web_url: quickbooks.clone(),
            realm: world.main.realm.to_owned(),
            access_token: world.access_token.clone(),
            client_id: keys(Environment::Development, |keys| &keys.client_id),
            client_secret: keys(Environment::Development, |keys| &keys.client_secret),
            production_client_id: keys(Environment::Production, |keys| &keys.client_id),
            production_client_secret: keys(Environment::Production, |keys| &keys.client_secret),
            refresh_token: world.refresh_token.clone(),
            discovery_url: format!("{quickbooks}/.well-known/openid_sandbox_configuration"),
            revoke_url: format!("{quickbooks}/v2/oauth2/tokens/revoke"),
            authorize_url: format!("{quickbooks}/connect/oauth2"),
            token_url: format!("{quickbooks}/oauth2/v1/tokens/bearer"),
        },
        resend,
        control: format!("{}/__sim", world.procurement_url),
        companies: companies.collect(),
    }
}

/// Counts a request as being served until it is dropped.
struct Seat {
    world: Arc<Mutex<World>>,
    service: Service,
    company: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.world).traffic.leave(self.service, self.company);
    }
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(host): State<Host>, ConnectInfo(cut): ConnectInfo<Cut>, request: Request) -> Response {
    let world = Arc::clone(&host.world);
    let mut response = carry(host, cut, request).await;
    let date = lock(&world).date();
    if let Ok(value) = HeaderValue::from_str(&date) {
        response.headers_mut().insert("date", value);
    }
    response
}

async fn read(request: Request) -> Option<Call> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.ok()?;
    let raw_query = parts.uri.query().unwrap_or_default().to_owned();
    let path = url::form_urlencoded::parse(format!("p={}", parts.uri.path().replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned());
    let query = url::form_urlencoded::parse(raw_query.as_bytes())
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    Some(Call {
        method: parts.method.to_string(),
        path,
        raw_query,
        query,
        headers: parts.headers,
        body: body.to_vec(),
        paging: Paging::default(),
        batch_fails: false,
    })
}

async fn carry(host: Host, cut: Cut, request: Request) -> Response {
    let Some(mut call) = read(request).await else {
        return delivery::whole(Reply::text(413, crate::http::JSON, "{}".to_owned()));
    };
    if host.service == Service::Procurement && call.path.starts_with("/__sim") {
        let mut world = lock(&host.world);
        let company = call.param("company").and_then(Profile::by_company);
        let company = company.unwrap_or(world.main);
        company::open(&mut world, company);
        world.settle();
        return delivery::whole(control::handle(&mut world, &call));
    }
    let (seat, throttled) = take_seat(&host, &call);
    if !host.latency.is_zero() {
        tokio::time::sleep(host.latency).await;
    }
    if let Some(reply) = throttled {
        return delivery::whole(reply);
    }
    let company = addressed(&lock(&host.world), host.service, &call).company;
    let fault = lock(&host.world).faults.pick(host.service, company, &call);
    let Some(fault) = fault else {
        return delivery::whole(serve(&host, &call, None));
    };
    fault.prepare(&mut call);
    let name = Some(fault.kind.name());
    match fault.kind {
        FaultKind::DropBefore => {
            lock(&host.world).note(host.service, &call, 0, name);
            cut.now();
            delivery::whole(Reply::text(500, crate::http::JSON, String::new()))
        }
        FaultKind::DropAfter => {
            serve(&host, &call, name);
            cut.now();
            delivery::whole(Reply::text(500, crate::http::JSON, String::new()))
        }
        FaultKind::Delay => {
            tokio::time::sleep(fault.delay()).await;
            delivery::whole(serve(&host, &call, name))
        }
        FaultKind::Drip => delivery::drip(&serve(&host, &call, name), fault.delay(), seat),
        FaultKind::Truncate => delivery::truncated(serve(&host, &call, name)),
        FaultKind::Status
        | FaultKind::Html
        | FaultKind::Xml
        | FaultKind::ExpireToken
        | FaultKind::Fault
        | FaultKind::Redirect => {
            let mut world = lock(&host.world);
            let reply = fault.reply(&mut world, host.service, &call);
            world.note(host.service, &call, reply.status, name);
            delivery::whole(reply)
        }
        _ => delivery::whole(fault.spoil(serve(&host, &call, name))),
    }
}

/// Counts the request, and answers it when a throttle refuses it. Signing in is not throttled.
fn take_seat(host: &Host, call: &Call) -> (Option<Seat>, Option<Reply>) {
    if !call.path.starts_with("/api/") && !call.path.starts_with("/v3/company/") {
        return (None, None);
    }
    let mut world = lock(&host.world);
    let company = addressed(&world, host.service, call).company;
    let now = world.now();
    let let_in = world
        .traffic
        .enter(host.service, company, call.path.ends_with("/batch"), now);
    let seat = Seat {
        world: Arc::clone(&host.world),
        service: host.service,
        company,
    };
    if let_in {
        return (Some(seat), None);
    }
    let reply = match host.service {
        Service::Procurement => Reply::json(429, &json!({"error": "Too Many Requests", "status": 429})),
        Service::QuickBooks => quickbooks::faults::throttled(now),
    };
    let reply = match world.traffic.limits(host.service).retry_after.clone() {
        Some(text) => reply.with("retry-after", text),
        None => reply,
    };
    world.note(host.service, call, reply.status, Some("throttled"));
    (Some(seat), Some(reply))
}

fn serve(host: &Host, call: &Call, fault: Option<&'static str>) -> Reply {
    let mut world = lock(&host.world);
    let company = addressed(&world, host.service, call);
    company::open(&mut world, company);
    world.settle();
    let reply = match host.service {
        Service::Procurement if call.path.starts_with("/en/") || call.path == "/" => {
            pages::procurement(&mut world, call)
        }
        Service::Procurement => procurement::handle(&mut world, call),
        Service::QuickBooks if call.path.starts_with("/app/") || call.path == "/" => {
            pages::quickbooks(&mut world, call)
        }
        Service::QuickBooks => quickbooks::handle(&mut world, call),
    };
    if host.service == Service::QuickBooks && (200..300).contains(&reply.status) {
        world
            .traffic
            .meter(host.service, company.company, quickbooks::reads(call));
    }
    world.note(host.service, call, reply.status, fault);
    reply
}

/// The company a call is about.
fn addressed(world: &World, service: Service, call: &Call) -> &'static Profile {
    let named = match (service, call.segments().as_slice()) {
        (Service::Procurement, ["en", _, id, ..]) => profile::ALL
            .into_iter()
            .filter(|profile| id.parse().is_ok_and(|id: u64| id >= profile.offset))
            .max_by_key(|profile| profile.offset),
        (Service::Procurement, path) => match (call.header("app_company_id"), path) {
            (Some(id), _) => Profile::by_company(id),
            (None, ["api", _, "companies", id]) => Profile::by_company(id),
            _ => None,
        },
        (Service::QuickBooks, ["v3", "company", realm, ..] | ["manage", "entitlements", "v3", realm]) => {
            Profile::by_realm(realm)
        }
        (Service::QuickBooks, _) => call.param("deeplinkcompanyid").and_then(Profile::by_realm),
    };
    named.unwrap_or(world.main)
}
