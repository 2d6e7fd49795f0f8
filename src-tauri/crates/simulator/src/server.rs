//! Starts both services and carries requests to them: latency, faults, the log. What a request
//! means is decided by `procurement`, `quickbooks`, `control` and `pages`, never here.

use crate::config::{CompanyInfo, Config, Info, Mode, ProcurementInfo, QuickBooksInfo, ResendInfo};
use crate::control::faults::Kind as FaultKind;
use crate::http::{Call, Reply};
use crate::state::grants::{Environment, Keys};
use crate::state::profile::{self, Profile};
use crate::state::{Service, World};
use crate::transport::{Cut, Cuttable};
use crate::{company, control, pages, procurement, quickbooks};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::stream;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
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

async fn answer(State(host): State<Host>, ConnectInfo(cut): ConnectInfo<Cut>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 16 << 20).await else {
        return respond(Reply::text(413, crate::http::JSON, "{}".to_owned()));
    };
    let raw_query = parts.uri.query().unwrap_or_default().to_owned();
    let path = url::form_urlencoded::parse(format!("p={}", parts.uri.path().replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned());
    let query = url::form_urlencoded::parse(raw_query.as_bytes())
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    let mut call = Call {
        method: parts.method.to_string(),
        path,
        raw_query,
        query,
        headers: parts.headers,
        body: body.to_vec(),
        shift: 0,
    };
    if host.service == Service::Procurement && call.path.starts_with("/__sim") {
        let mut world = host.world.lock().unwrap_or_else(PoisonError::into_inner);
        let company = call.param("company").and_then(Profile::by_company);
        let company = company.unwrap_or(world.main);
        company::open(&mut world, company);
        world.settle();
        return respond(control::handle(&mut world, &call));
    }
    if !host.latency.is_zero() {
        tokio::time::sleep(host.latency).await;
    }
    let fault = host
        .world
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .faults
        .pick(host.service, &call);
    let Some(fault) = fault else {
        return respond(serve(&host, &call, None));
    };
    match fault.kind {
        FaultKind::DropBefore => {
            host.world
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .note(host.service, &call, 0, Some("drop_before"));
            cut.now();
            respond(Reply::text(500, crate::http::JSON, String::new()))
        }
        FaultKind::DropAfter => {
            serve(&host, &call, Some("drop_after"));
            cut.now();
            respond(Reply::text(500, crate::http::JSON, String::new()))
        }
        FaultKind::Delay => {
            tokio::time::sleep(fault.delay()).await;
            respond(serve(&host, &call, Some("delay")))
        }
        FaultKind::Drip => drip(&serve(&host, &call, Some("drip")), fault.delay()),
        FaultKind::Truncate => truncate(serve(&host, &call, Some("truncate"))),
        FaultKind::ShiftPages => {
            call.shift = fault.by;
            respond(serve(&host, &call, Some("shift_pages")))
        }
        FaultKind::Status | FaultKind::Html | FaultKind::Xml | FaultKind::ExpireToken => {
            let mut world = host.world.lock().unwrap_or_else(PoisonError::into_inner);
            let reply = fault.reply(&mut world, host.service, &call);
            world.note(host.service, &call, reply.status, Some(fault.kind.name()));
            respond(reply)
        }
    }
}

fn serve(host: &Host, call: &Call, fault: Option<&'static str>) -> Reply {
    let mut world = host.world.lock().unwrap_or_else(PoisonError::into_inner);
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

fn respond(reply: Reply) -> Response {
    let body = Body::from(reply.body);
    build(reply.status, reply.kind, &reply.headers, body)
}

fn build(status: u16, kind: &'static str, headers: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static(kind));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The whole answer, in sixteen pieces over `total`.
fn drip(reply: &Reply, total: Duration) -> Response {
    let size = reply.body.len().div_ceil(16).max(1);
    let pieces: Vec<Bytes> = reply.body.chunks(size).map(Bytes::copy_from_slice).collect();
    let body = Body::from_stream(stream::unfold(pieces.into_iter(), move |mut pieces| async move {
        let piece = pieces.next()?;
        tokio::time::sleep(total / 16).await;
        Some((Ok::<_, io::Error>(piece), pieces))
    }));
    build(reply.status, reply.kind, &reply.headers, body)
}

/// Half the answer under the full length, then the end of the connection.
fn truncate(reply: Reply) -> Response {
    let length = reply.body.len().to_string();
    let half = Bytes::copy_from_slice(reply.body.get(..reply.body.len() / 2).unwrap_or_default());
    let mut headers = reply.headers;
    headers.push(("content-length", length));
    // The error comes a moment later, so that the head and the half are sent first.
    let body = Body::from_stream(stream::unfold(Some(half), |half| async move {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    }));
    build(reply.status, reply.kind, &headers, body)
}
