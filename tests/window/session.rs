//! One window under test: starts the driver and the application, ends both whatever happens.

use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

/// How long a state may take to come before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The application allows one window per session.
static TURN: Mutex<()> = Mutex::const_new(());

pub struct Window {
    pub client: Client,
    data: tempfile::TempDir,
    /// Driver, application and its helpers are one process group.
    driver: Child,
}

/// A program of the workspace, built beside this test.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let folder = test.ancestors().nth(2).expect("the test is in target/<profile>/deps");
    let program = folder.join(name);
    assert!(
        program.is_file(),
        "{} is not built; run `cargo xtask test`",
        program.display()
    );
    program
}

/// Opens the window with an empty data folder and `environment`, runs `test`, and closes the window.
/// Without a connection in the environment it shows the demonstration company.
pub async fn with_window(environment: &[(&str, String)], test: impl AsyncFnOnce(&Window)) {
    with(&["--demo"], environment, test).await;
}

/// The same as a new user meets it: nothing is connected, and nothing was asked for.
pub async fn with_first_window(environment: &[(&str, String)], test: impl AsyncFnOnce(&Window)) {
    with(&[], environment, test).await;
}

/// Runs a test that opens its windows itself.
pub async fn with_turn(test: impl AsyncFnOnce()) {
    let _turn = TURN.lock().await;
    test().await;
}

/// Lets a program take an empty folder for its user's home.
pub fn at_home(command: &mut Command, home: &Path) {
    command
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("MESA_SHADER_CACHE_DISABLE", "true")
        .env("LANG", "C");
}

async fn with(arguments: &[&str], environment: &[(&str, String)], test: impl AsyncFnOnce(&Window)) {
    let _turn = TURN.lock().await;
    let window = Window::open(arguments, environment).await;
    let outcome = AssertUnwindSafe(test(&window)).catch_unwind().await;
    if outcome.is_err() {
        // A page that crashed has no picture; its window must go all the same, or no other can open.
        let _ = AssertUnwindSafe(window.screenshot("failure")).catch_unwind().await;
    }
    window.close().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl Window {
    async fn open(arguments: &[&str], environment: &[(&str, String)]) -> Self {
        let data = tempfile::tempdir().expect("a folder for the data");
        let port = free_port();
        let mut driver = Command::new("WebKitWebDriver");
        at_home(&mut driver, data.path());
        let mut driver = driver
            .args(["--host=127.0.0.1".to_owned(), format!("--port={port}")])
            // The shell opens itself to a driver only when asked to.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::piped())
            .stderr(log())
            .process_group(0)
            .spawn()
            .expect("WebKitWebDriver is installed");
        let client = connect(port, arguments, &mut driver).await;
        Self { client, data, driver }
    }

    /// Ends the application and waits until it is gone; only then may the next test open its own.
    async fn close(mut self) {
        let _ = tokio::time::timeout(PATIENCE, self.client.close()).await;
        end(&mut self.driver).await;
    }

    /// The folder that the application takes for its user's home.
    pub fn home(&self) -> &Path {
        self.data.path()
    }

    /// Types into a field: its value, and the event that tells the page.
    pub async fn fill(&self, css: &str, text: &str) {
        self.wait_for(css).await;
        let script = "const [css, text] = arguments; const field = document.querySelector(css);
            field.value = text; field.dispatchEvent(new Event('input', { bubbles: true }));";
        self.run(script, vec![Value::from(css), Value::from(text)]).await;
    }

    /// Waits until the page has such an element.
    pub async fn wait_for(&self, css: &str) -> fantoccini::elements::Element {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        found.unwrap_or_else(|error| panic!("the page never had {css}: {error}"))
    }

    /// Presses an element once the page has it; in one go, because the page may replace it any time.
    pub async fn press(&self, css: &str) {
        let css = Value::from(css);
        self.wait_until(&format!(
            "((it) => it && (it.click(), true))(document.querySelector({css}))"
        ))
        .await;
    }

    /// Waits until a JavaScript expression is true.
    pub async fn wait_until(&self, expression: &str) {
        let script = format!("return Boolean({expression});");
        let waited = tokio::time::timeout(PATIENCE, async {
            while self
                .client
                .execute(&script, Vec::new())
                .await
                .expect("the expression is valid")
                != Value::Bool(true)
            {
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
        });
        assert!(waited.await.is_ok(), "it never became true: {expression}");
    }

    /// Runs a script in the page. Its last argument is a function that takes the result.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result: Result<Value, CmdError> = self.client.execute_async(script, arguments).await;
        result.unwrap_or_else(|error| panic!("a script in the page failed: {error}"))
    }

    /// Runs a script in the page and returns what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result: Result<Value, CmdError> = self.client.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("a script in the page failed: {error}"))
    }

    /// Calls a command the way the page's own code does: `{ "ok": … }` or `{ "error": … }`.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Value {
        let script = "const [command, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, args)
                .then((ok) => done({ ok }), (error) => done({ error }));";
        self.run_async(script, vec![Value::from(command), arguments]).await
    }

    /// Keeps a picture in `target/screenshots`. The driver pictures the frame that was painted last,
    /// which may be older than the page: frames are asked for until two pictures are the same.
    pub async fn screenshot(&self, name: &str) {
        let folder = kept("screenshots");
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let frames = "const done = arguments[0]; let left = 8;
            const next = () => (left-- > 0 ? requestAnimationFrame(next) : done(true));
            requestAnimationFrame(next);";
        let mut picture = Vec::new();
        for _ in 0..20 {
            self.run_async(frames, vec![]).await;
            let newer = self.client.screenshot().await.expect("the window can be pictured");
            let is_settled = newer == picture;
            picture = newer;
            if is_settled {
                break;
            }
        }
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("the picture can be written");
    }
}

/// Keeps a file that the application wrote beside the pictures.
pub fn keep(name: &str, bytes: &[u8]) {
    let folder = kept("screenshots");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join(name), bytes).expect("the file can be written");
}

/// What the application says, for whoever looks into a failure: `target/window.log`.
fn log() -> File {
    File::options()
        .create(true)
        .append(true)
        .open(kept("window.log"))
        .expect("the log can be written")
}

/// A place in `target`, where results outlive the test.
fn kept(name: &str) -> PathBuf {
    let application = program("clearpost-desktop");
    application
        .ancestors()
        .nth(2)
        .expect("programs are in target/<profile>")
        .join(name)
}

async fn connect(port: u16, arguments: &[&str], driver: &mut Child) -> Client {
    let application = program("clearpost-desktop");
    let mut capabilities = Map::new();
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        json!({ "binary": application, "args": arguments }),
    );
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    let address = format!("http://127.0.0.1:{port}");
    wait_for_port(port).await;
    let connected = tokio::time::timeout(PATIENCE, builder.connect(&address)).await;
    if !matches!(connected, Ok(Ok(_))) {
        end(driver).await;
    }
    connected
        .expect("the application shows its window in time")
        .expect("the application starts")
}

/// Ends driver, application and helpers, and waits until nothing of them is left.
async fn end(driver: &mut Child) {
    let group = driver.id().expect("nobody has waited for the driver");
    let mut kill = Command::new("sh");
    kill.args(["-c", &format!("kill -KILL -{group}")]);
    assert!(
        kill.status().await.expect("there is a shell").success(),
        "the group is there"
    );
    // All of them hold the driver's output open; its end is the end of the last one.
    let mut output = driver.stdout.take().expect("standard output is piped");
    let mut said = Vec::new();
    let last = tokio::time::timeout(PATIENCE, output.read_to_end(&mut said));
    assert!(last.await.is_ok(), "the application does not end");
    driver.wait().await.expect("the driver has ended");
}

/// Until the driver listens.
async fn wait_for_port(port: u16) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "WebKitWebDriver did not start");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("the port is bound").port()
}
