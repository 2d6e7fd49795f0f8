//! The walk through the demonstration company: see, understand, fix, resend, proof.
//!
//! Both services run in this process. What a person would do in QuickBooks' own pages is done through
//! the simulator's control; everything else goes through the same handlers as always.

use clearpost_api::dto::{CauseItem, ErrorBody, ListQuery, RefreshQuery, ResendQuery};
use clearpost_api::{App, Options, connection_from_environment, grace_from_environment, internal, invalid_input};
use clearpost_simulator::{Config, Info, Running};

use crate::arguments::Arguments;
use crate::{environment, exit, print, run};

const MOST_DOCUMENTS: usize = 200_000;

pub async fn run(arguments: &Arguments, documents: usize, seed: u64) -> Result<u8, ErrorBody> {
    if arguments.offline {
        return Err(invalid_input(
            "the demonstration needs its simulated services; leave out --offline",
        ));
    }
    if !(20..=MOST_DOCUMENTS).contains(&documents) {
        return Err(invalid_input("the demonstration has between 20 and 200000 documents"));
    }
    let services = start(documents, seed).await?;
    let scratch = tempfile::tempdir().map_err(|_| internal("no temporary folder could be made"))?;
    let app = open(arguments, services.info(), scratch.path())?;

    say("Reading the demonstration company …");
    let refreshed = app.refresh(RefreshQuery::default(), run::progress()).await?;
    say(&print::refreshed(&refreshed));
    let table = app.list(&ListQuery {
        sort: Some("state".to_owned()),
        limit: Some(25),
        ..ListQuery::default()
    })?;
    say(&print::list(&table));
    let causes = app.causes()?;
    say("\nWhat holds documents back\n");
    say(&print::causes(&causes));

    let cause = causes
        .causes
        .iter()
        .find(|cause| cause.class == "VENDOR_INACTIVE" && vendor(cause).is_some());
    let Some(cause) = cause else {
        return Err(internal("the demonstration company has no inactive vendor"));
    };
    let all = app.list(&ListQuery {
        classes: vec![cause.class.clone()],
        limit: Some(usize::MAX),
        ..ListQuery::default()
    })?;
    let is_shown = |reference: &&String| all.rows.iter().any(|row| &row.reference == *reference);
    let reference = cause.documents.iter().find(is_shown).or(cause.documents.first());
    let (Some(reference), Some(vendor)) = (reference, vendor(cause)) else {
        return Err(internal("the demonstration company has no document that waits"));
    };
    say("One of them\n");
    say(&print::document(&app.show(reference).await?));

    say(&format!(
        "Making vendor {} active in the simulated QuickBooks Online …\n",
        print::plain(vendor)
    ));
    reactivate(services.info(), cause).await?;
    say("Resending, looking first …\n");
    let query = ResendQuery {
        refs: cause.documents.clone(),
        ..ResendQuery::default()
    };
    let result = app.resend(&query, run::progress()).await?;
    say(&print::resent(&result));
    say(&print::document(&app.show(reference).await?));
    let proved = result.results.iter().all(|one| one.outcome == "proved");
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&result).unwrap_or_default());
    }
    Ok(if proved { exit::DONE } else { exit::FAILED })
}

/// With `--json` only the last result goes to standard output.
fn say(text: &str) {
    if std::env::args().any(|argument| argument == "--json") {
        eprintln!("{text}");
    } else {
        println!("{text}");
    }
}

async fn start(documents: usize, seed: u64) -> Result<Running, ErrorBody> {
    let config = Config {
        documents,
        seed,
        ..Config::default()
    };
    clearpost_simulator::start(config)
        .await
        .map_err(|_| internal("the simulated services could not be started"))
}

fn open(arguments: &Arguments, info: &Info, scratch: &std::path::Path) -> Result<App, ErrorBody> {
    let connection = connection_from_environment(&|name| info.environment(name))?;
    App::open(Options {
        data_dir: arguments.data_dir.clone().unwrap_or_else(|| scratch.join("clearpost")),
        company: None,
        connection,
        offline: false,
        clock: environment::clock()?,
        grace: grace_from_environment(&environment::variable)?,
        demonstration: true,
    })
}

/// The vendor that a cause names.
fn vendor(cause: &CauseItem) -> Option<&str> {
    cause
        .culprit
        .as_ref()
        .filter(|culprit| culprit.kind == "vendor")
        .map(|culprit| culprit.name.as_str())
}

async fn reactivate(info: &Info, cause: &CauseItem) -> Result<(), ErrorBody> {
    let Some(culprit) = &cause.culprit else { return Ok(()) };
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .map_err(|_| internal("no client for the control"))?;
    let act = serde_json::json!({ "do": "reactivate_vendor", "vendor": culprit.id });
    let answer = client.post(format!("{}/act", info.control)).json(&act).send().await;
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        _ => Err(internal("the simulated vendor could not be made active")),
    }
}
