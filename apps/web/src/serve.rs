//! Binds the address, answers until asked to stop, and then lets running requests end.

use crate::guard::language;
use crate::headers::secure;
use crate::metrics::state_text;
use crate::patience::Readers;
use crate::problem::{Problem, in_words};
use crate::request_log::Line;
use crate::state::{Settings, Shared, Wiring};
use crate::{pages, routes};
use activities::store_fault::StoreFaultKind;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::{RequestBodyDeadlineLayer, RequestBodyTimeoutLayer};

/// How long running requests may take after the server was asked to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Certificate chain and key of the server, PEM.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The chain, the server's own certificate first.
    pub certificates: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Where the server answers.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Address and port, also when port 0 asked for any.
    pub address: SocketAddr,
    /// Over TLS.
    pub tls: bool,
}

/// Why the server does not run.
#[derive(Debug)]
pub enum Fault {
    /// The address cannot be had.
    Address(SocketAddr, std::io::Error),
    /// Certificates or key cannot be used.
    Tls(std::io::Error),
    /// The origin is none that a browser would send.
    Origin(String),
    /// Anything else of the operating system.
    System(std::io::Error),
}

/// Answers until the process is asked to stop (SIGTERM, SIGINT, Ctrl-C). `ready` is called once when requests are taken.
pub fn serve(wiring: Wiring, settings: Settings, tls: Option<&Tls>, ready: &dyn Fn(Listening)) -> Result<(), Fault> {
    let listener = TcpListener::bind(settings.address).map_err(|cause| Fault::Address(settings.address, cause))?;
    listener.set_nonblocking(true).map_err(Fault::System)?;
    let address = listener.local_addr().map_err(Fault::System)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Fault::System)?;
    let shared = Shared::new(wiring, settings);
    let watching = shared.clone();
    std::thread::spawn(move || crate::watch::run(&watching));
    let retaining = shared.clone();
    std::thread::spawn(move || crate::watch::retain::run(&retaining));
    crate::tell::run(&shared);
    runtime.block_on(async {
        let handle = Handle::new();
        tokio::spawn(stop_when_asked(handle.clone(), shared.clone()));
        answer(&shared, listener, tls, handle, &|| ready(Listening { address, tls: tls.is_some() })).await
    })
}

/// Answers on a listener until its handle is told to stop.
pub(crate) async fn answer(
    shared: &Shared,
    listener: TcpListener,
    tls: Option<&Tls>,
    handle: Handle<SocketAddr>,
    ready: &dyn Fn(),
) -> Result<(), Fault> {
    let app = app(shared)?.into_make_service_with_connect_info::<SocketAddr>();
    let patience = shared.settings.patience;
    let readers = Readers(patience.reader);
    let server = axum_server::from_tcp(listener).map_err(Fault::System)?.handle(handle);
    let mut server = server.first_request_timeout(patience.first);
    server.http_builder().http1().header_read_timeout(patience.head);
    let Some(tls) = tls else {
        ready();
        return server.acceptor(readers).serve(app).await.map_err(Fault::System);
    };
    let config = RustlsConfig::from_pem_file(&tls.certificates, &tls.key).await.map_err(Fault::Tls)?;
    ready();
    server.acceptor(RustlsAcceptor::new(config).acceptor(readers)).serve(app).await.map_err(Fault::System)
}

/// Whether certificates and key can be used.
pub fn try_tls(tls: &Tls) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Fault::System)?;
    runtime.block_on(RustlsConfig::from_pem_file(&tls.certificates, &tls.key)).map(drop).map_err(Fault::Tls)
}

/// Whether an origin is one that a browser would send.
pub fn try_origin(origin: &str) -> Result<(), Fault> {
    CsrfLayer::new().add_trusted_origin(origin).map(drop).map_err(|_| Fault::Origin(origin.to_owned()))
}

async fn stop_when_asked(handle: Handle<SocketAddr>, shared: Shared) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
    // A stream would otherwise hold the server until its time is over.
    shared.hub.stop();
    handle.graceful_shutdown(Some(LAST_REQUESTS));
}

/// Every route behind what holds for all of them.
pub(crate) fn app(shared: &Shared) -> Result<Router, Fault> {
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &shared.settings.origin {
        csrf = csrf.add_trusted_origin(origin).map_err(|_| Fault::Origin(origin.clone()))?;
    }
    let open = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/api/openapi.json", get(description))
        .route("/api/v1/openapi.json", get(description));
    let app = Router::new()
        .merge(open)
        .merge(routes::router(shared))
        .fallback(not_found)
        .layer(csrf)
        .layer(DefaultBodyLimit::max(shared.settings.upload_limit))
        .layer(from_fn_with_state(shared.clone(), crate::api::too_large))
        .layer(RequestBodyTimeoutLayer::new(shared.settings.patience.piece))
        .layer(RequestBodyDeadlineLayer::new(shared.settings.patience.body))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn(in_words))
        .layer(from_fn_with_state(shared.clone(), measured))
        .layer(CompressionLayer::new())
        .layer(from_fn(secure))
        .with_state(shared.clone());
    Ok(app)
}

async fn measured(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let line = Line::new(request.method().as_str(), request.extensions().get(), shared.now());
    let response = next.run(request).await;
    let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    shared.metrics.answered(response.status().as_u16(), took);
    if let Some(line) = line.text(shared.settings.request_log, response.status().as_u16(), took) {
        eprintln!("{line}");
    }
    response
}

/// A page for people, a problem for programs.
async fn not_found(request: Request) -> Response {
    let headers = request.headers();
    let page = matches!(*request.method(), Method::GET | Method::HEAD)
        .then(|| pages::answer(request.uri().path(), headers))
        .flatten();
    page.unwrap_or_else(|| Problem::not_found(language(headers)).into_response())
}

/// Ready when the store answers and takes what is written – nobody can sign in to one that only reads –, and when everything moves that
/// the server does by itself.
async fn ready(State(shared): State<Shared>) -> Response {
    let writable = shared.blocking(|shared| shared.wiring.library.writable().map_err(|fault| fault.kind)).await;
    let why = match writable {
        Ok(Ok(())) => match shared.loops.standing() {
            Some(why) => return (StatusCode::SERVICE_UNAVAILABLE, why).into_response(),
            None => return "ready\n".into_response(),
        },
        Ok(Err(StoreFaultKind::ReadOnly)) => "the store may not be written\n",
        Ok(Err(_)) | Err(_) => "the store does not answer\n",
    };
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

async fn metrics(State(shared): State<Shared>) -> Response {
    let text = shared
        .blocking(|shared| format!("{}{}", shared.metrics.text(), state_text(shared)) + &crate::tell::metrics(shared))
        .await;
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn description(headers: HeaderMap) -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(crate::openapi::description);
    crate::api::tagged(text.as_bytes(), &headers, "no-cache")
}
