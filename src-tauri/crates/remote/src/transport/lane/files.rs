//! A lane shared over processes: a folder with one small file for the state, and one file per request
//! that may run at once. What holds a place is the operating system's lock on its file, which ends
//! with the process, so a crash leaves nothing behind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::PauseCause;
use super::state::{Closed, Rules, State};

const STATE: &str = "state";

#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
}

/// The state with its file locked; no other process changes it until this is dropped.
pub(super) struct Held {
    file: File,
    pub state: State,
    written: String,
}

impl Files {
    /// Makes the folder, closed to other users.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        if !fs::symlink_metadata(folder)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// `None` while someone else holds it.
    pub(super) fn lock(&self, rules: &Rules) -> io::Result<Option<Held>> {
        let Some(mut file) = self.try_lock(STATE)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let written = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Some(Held {
            file,
            state: read(&written, rules),
            written,
        }))
    }

    /// One of the first `room` places, if any is free. One that cannot be opened is not free.
    pub(super) fn slot(&self, room: u32) -> Option<File> {
        (0..room).find_map(|number| self.try_lock(&format!("slot-{number:02}")).ok().flatten())
    }

    fn try_lock(&self, name: &str) -> io::Result<Option<File>> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Opened anew each time: the lock belongs to the handle, not to the process.
        let file = options.open(self.folder.join(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Held {
    /// Writes the state back if it changed. Cut off in the middle, it leaves too many starts, never
    /// too few.
    pub(super) fn write(&mut self) -> io::Result<()> {
        let text = text_of(&self.state);
        if text != self.written {
            self.file.rewind()?;
            self.file.write_all(text.as_bytes())?;
            self.file.set_len(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
        }
        Ok(())
    }
}

/// One word and its numbers per line. A line that cannot be read counts as absent.
fn text_of(state: &State) -> String {
    let mut text = format!(
        "room {}\nvain_waits {}\nfailures {}\nthrottled_at {}\n",
        state.room, state.vain_waits, state.failures, state.throttled_at
    );
    let pause = state.pause.map(|closed| {
        let probe = closed.probe_until.unwrap_or(0);
        format!(
            "{} {} {} {probe}\n",
            word(closed.cause),
            closed.until,
            closed.asked_until
        )
    });
    text.extend(pause);
    text.extend(state.starts.iter().map(|start| format!("start {start}\n")));
    text
}

fn read(text: &str, rules: &Rules) -> State {
    let mut state = State::new(rules);
    for line in text.lines() {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let numbers: Vec<u64> = words.map_while(|word| word.parse().ok()).collect();
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        match (name, numbers.as_slice()) {
            ("room", [room]) => state.room = small(*room).min(state.room),
            ("vain_waits", [number]) => state.vain_waits = small(*number),
            ("failures", [number]) => state.failures = small(*number),
            ("throttled_at", [at]) => state.throttled_at = *at,
            ("start", [at]) => state.starts.push_back(*at),
            (name, [until, asked_until, probe]) => {
                state.pause = cause(name).map(|cause| Closed {
                    cause,
                    until: *until,
                    asked_until: *asked_until,
                    probe_until: Some(*probe).filter(|until| *until > 0),
                });
            }
            _ => {}
        }
    }
    // A leftover of a longer file may repeat older starts.
    state.starts.make_contiguous().sort_unstable();
    state
}

const fn word(cause: PauseCause) -> &'static str {
    match cause {
        PauseCause::Throttled => "throttled",
        PauseCause::MonthUsedUp => "month_used_up",
        PauseCause::Trouble => "trouble",
    }
}

fn cause(name: &str) -> Option<PauseCause> {
    [PauseCause::Throttled, PauseCause::MonthUsedUp, PauseCause::Trouble]
        .into_iter()
        .find(|cause| word(*cause) == name)
}
