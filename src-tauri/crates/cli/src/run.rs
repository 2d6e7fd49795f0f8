//! Runs one command and returns its exit code.

use std::io::{IsTerminal, Read, Write};
use std::sync::Arc;

use clap::CommandFactory;
use clearpost_api::dto::{
    ErrorBody, ListQuery, Progress, RadarQuery, RefreshQuery, RefreshResult, ResendItem, ResendQuery, SupportQuery,
    VerifyQuery,
};
use clearpost_api::{App, ProgressSink, explain_class, explain_text, interrupted, invalid_input};
use serde::Serialize;

use crate::arguments::{
    Arguments, Command, ConnectService, ListArguments, OutboxAction, ReceiptFormat, ResendArguments, VerifyArguments,
};
use crate::{ahead, connect, environment, exit, help, print};

type Done = Result<u8, ErrorBody>;

pub async fn run(arguments: &Arguments) -> u8 {
    match dispatch(arguments).await {
        Ok(code) => code,
        Err(error) => {
            exit::print_error(&error, arguments.json);
            exit::code_of(&error)
        }
    }
}

async fn dispatch(arguments: &Arguments) -> Done {
    let json = arguments.json;
    match &arguments.command {
        Command::Demo { documents, seed } => demo(arguments, *documents, *seed).await,
        Command::Help { topic } => {
            match topic.as_deref() {
                Some("errors") => help::errors(),
                _ => {
                    let _ = Arguments::command().print_long_help();
                }
            }
            Ok(exit::DONE)
        }
        Command::Explain { text, class } => {
            let data_dir = environment::data_dir(arguments).ok();
            let explanation = match (text, class) {
                (_, Some(class)) => explain_class(class)?,
                (Some(text), None) if text == "-" => explain_text(&standard_input()?, data_dir.as_deref())?,
                (Some(text), None) => explain_text(text, data_dir.as_deref())?,
                (None, None) => return Err(invalid_input("a text or --class is needed")),
            };
            show(json, &explanation, print::explanation);
            Ok(exit::DONE)
        }
        Command::Connect { service } => match service {
            ConnectService::Procurement(wanted) => connect::procurement(arguments, wanted).await,
            ConnectService::Quickbooks(wanted) => connect::quickbooks(arguments, wanted).await,
        },
        Command::Disconnect { service, wipe } => connect::disconnect(arguments, *service, *wipe).await,
        Command::Companies => connect::companies(arguments).await,
        Command::Refresh { full } => refresh(&environment::open(arguments)?, *full, json).await,
        Command::List(filter) => {
            let result = environment::open(arguments)?.list(&query(filter))?;
            show(json, &result, print::list);
            Ok(exit::DONE)
        }
        Command::Show { reference } => {
            let result = environment::open(arguments)?.show(reference).await?;
            show(json, &result, print::document);
            Ok(exit::DONE)
        }
        Command::Causes => {
            let result = environment::open(arguments)?.causes()?;
            show(json, &result, print::causes);
            Ok(exit::DONE)
        }
        Command::Forecast => {
            let result = environment::open(arguments)?.forecast()?;
            show(json, &result, ahead::forecast);
            Ok(exit::DONE)
        }
        Command::Twins => {
            let result = environment::open(arguments)?.twins()?;
            show(json, &result, ahead::twins);
            Ok(exit::DONE)
        }
        Command::Radar {
            closing_date,
            next_close,
        } => {
            let query = RadarQuery {
                closing_date: closing_date.clone(),
                next_close: next_close.clone(),
            };
            let result = environment::open(arguments)?.radar(&query)?;
            show(json, &result, ahead::radar);
            Ok(exit::DONE)
        }
        Command::SupportBundle {
            references,
            output,
            amounts,
        } => {
            let query = SupportQuery {
                refs: references.clone(),
                amounts: *amounts,
            };
            let result = environment::open(arguments)?.support_bundle(&query, output)?;
            show(json, &result, print::bundled);
            Ok(exit::DONE)
        }
        Command::Check => {
            let result = environment::open(arguments)?.check().await?;
            let code = if result.ok { exit::DONE } else { exit::FAILED };
            show(json, &result, print::checked);
            Ok(code)
        }
        Command::Resend(wanted) => resend(&environment::open(arguments)?, wanted, json).await,
        Command::VerifyRoute(wanted) => verify_route(&environment::open(arguments)?, wanted, json).await,
        Command::Receipt {
            receipt,
            list,
            format,
            output,
        } => {
            let app = environment::open(arguments)?;
            let receipt = receipt.as_deref();
            match (format, output) {
                _ if *list => show(json, &app.receipts()?, print::receipts),
                (Some(ReceiptFormat::Csv), Some(to)) => show(json, &app.receipt_csv(receipt, to)?, print::exported),
                (Some(ReceiptFormat::Pdf), Some(to)) => show(json, &app.receipt_pdf(receipt, to)?, print::exported),
                _ => show(json, &app.receipt(receipt)?, print::receipt),
            }
            Ok(exit::DONE)
        }
        Command::Outbox { action } => {
            let app = environment::open(arguments)?;
            let result = match action {
                Some(OutboxAction::Cancel { attempt }) => app.cancel_attempt(attempt)?,
                Some(OutboxAction::Pressed { attempt }) => app.confirm_pressed(attempt, true)?,
                Some(OutboxAction::NotPressed { attempt }) => app.confirm_pressed(attempt, false)?,
                None => app.outbox()?,
            };
            show(json, &result, print::outbox);
            Ok(exit::DONE)
        }
        Command::Handled { reference, reason, .. } => {
            let app = environment::open(arguments)?;
            let result = match reason {
                Some(reason) => app.handle(reference, reason).await?,
                None => app.unhandle(reference).await?,
            };
            show(json, &result, print::document);
            Ok(exit::DONE)
        }
        Command::Export { output, filter, .. } => {
            let result = environment::open(arguments)?.export_csv(&query(filter), output)?;
            show(json, &result, print::exported);
            Ok(exit::DONE)
        }
    }
}

#[cfg(feature = "demo")]
async fn demo(arguments: &Arguments, documents: usize, seed: u64) -> Done {
    crate::demo::run(arguments, documents, seed).await
}

#[cfg(not(feature = "demo"))]
async fn demo(_: &Arguments, _: usize, _: u64) -> Done {
    Err(invalid_input("this build has no demonstration company"))
}

pub async fn refresh(app: &App, full: bool, json: bool) -> Done {
    let result = until_interrupted(app, app.refresh(RefreshQuery { full }, progress())).await?;
    clear_progress();
    let is_partial = !result.partial.is_empty();
    show::<RefreshResult>(json, &result, print::refreshed);
    Ok(if is_partial { exit::PARTIAL } else { exit::DONE })
}

pub async fn resend(app: &App, wanted: &ResendArguments, json: bool) -> Done {
    let query = ResendQuery {
        refs: wanted.references.clone(),
        class: wanted.class.clone(),
        cause: wanted.cause.clone(),
        queued: wanted.queued,
        dry_run: wanted.dry_run,
        route: wanted.route.clone(),
        wait_seconds: wanted.wait,
        force: wanted.force,
        update: wanted.update,
        recreate: wanted.recreate,
    };
    let app = &app.clone().opening_pages(open_page);
    let result = until_interrupted(app, app.resend(&query, progress())).await?;
    clear_progress();
    let code = code_of(&result.results);
    show(json, &result, print::resent);
    Ok(code)
}

async fn verify_route(app: &App, wanted: &VerifyArguments, json: bool) -> Done {
    let query = VerifyQuery {
        route: wanted.route.clone(),
        reference: wanted.reference.clone(),
        wait_seconds: wanted.wait,
        force: wanted.force,
        update: wanted.update,
        recreate: wanted.recreate,
    };
    let app = &app.clone().opening_pages(open_page);
    let result = until_interrupted(app, app.verify_route(&query, progress())).await?;
    clear_progress();
    let code = code_of(std::slice::from_ref(&result.result));
    show(json, &result, print::verified_route);
    Ok(code)
}

/// Says where to press Resend, and opens the page where somebody sits at the terminal.
fn open_page(page: &str) {
    clear_progress();
    eprintln!("Press Resend on this page, at its top right:\n{page}");
    if std::io::stderr().is_terminal()
        && let Err(error) = open::that_detached(page)
    {
        tracing::debug!(%error, "no browser could be started");
    }
}

/// 0 when all are settled well, 4 when any is outstanding, else 1.
fn code_of(results: &[ResendItem]) -> u8 {
    const SETTLED: [&str; 3] = ["proved", "already_there", "would_send"];
    const OUTSTANDING: [&str; 3] = ["sent", "queued", "uncertain"];
    let mut outcomes = results.iter().map(|one| one.outcome.as_str());
    if outcomes.clone().all(|outcome| SETTLED.contains(&outcome)) {
        exit::DONE
    } else if outcomes.any(|outcome| OUTSTANDING.contains(&outcome)) {
        exit::PARTIAL
    } else {
        exit::FAILED
    }
}

/// Ctrl-C, and the request to end that a system sends, end the job within two seconds: what was read or sent stays in the databases, and what was
/// planned stays in the queue.
async fn until_interrupted<T>(app: &App, job: impl Future<Output = Result<T, ErrorBody>>) -> Result<T, ErrorBody> {
    tokio::pin!(job);
    tokio::select! {
        done = &mut job => done,
        () = told_to_end() => tokio::select! {
            biased;
            done = &mut job => done,
            () = app.quit() => Err(interrupted()),
        },
    }
}

/// Returns once somebody wants the command to end. Where that cannot be heard, it never does.
async fn told_to_end() {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}

fn query(filter: &ListArguments) -> ListQuery {
    ListQuery {
        kind: filter.kind.clone(),
        states: filter.state.clone(),
        classes: filter.class.clone(),
        search: filter.search.clone(),
        sort: filter.sort.clone(),
        limit: filter.limit,
        offset: filter.offset,
        archived: !filter.without_archived,
    }
}

fn standard_input() -> Result<String, ErrorBody> {
    let mut text = String::new();
    let read = std::io::stdin().take(100_000).read_to_string(&mut text);
    read.map(|_| text)
        .map_err(|_| invalid_input("standard input is not readable text"))
}

pub fn show<T: Serialize>(json: bool, result: &T, human: impl Fn(&T) -> String) {
    let text = if json {
        serde_json::to_string_pretty(result).unwrap_or_default()
    } else {
        human(result)
    };
    let mut out = std::io::stdout().lock();
    // A closed pipe (`| head`) is no error worth a word.
    let _ = writeln!(out, "{}", text.trim_end());
}

/// One line that is overwritten, on a terminal only.
pub fn progress() -> ProgressSink {
    let is_terminal = std::io::stderr().is_terminal();
    Arc::new(move |step: Progress| {
        if is_terminal {
            let of = step.total.map(|total| format!(" of {total}")).unwrap_or_default();
            eprint!("\r\x1b[2K{} … {}{of}", step.phase, step.done);
        }
    })
}

fn clear_progress() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[2K");
    }
}
