//! What the display shows and where the user looks: its windows, and the input focus, which no window
//! manager moves here.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, CreateWindowAux, InputFocus, MapState, Window, WindowClass};
use x11rb::rust_connection::RustConnection;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

/// A window of its own, to look at instead of the application's.
pub struct Focus {
    display: RustConnection,
    root: Window,
    elsewhere: Window,
}

impl Focus {
    pub fn new() -> Self {
        let (display, screen) = x11rb::connect(None).expect("there is a display");
        let root = display.setup().roots[screen].root;
        let elsewhere = display.generate_id().expect("a free id");
        let look = CreateWindowAux::new().override_redirect(1);
        display
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                elsewhere,
                root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                COPY_FROM_PARENT,
                &look,
            )
            .expect("a window can be made");
        display.map_window(elsewhere).expect("it can be shown");
        Self {
            display,
            root,
            elsewhere,
        }
    }

    /// To something else than the application.
    pub fn away(&self) {
        self.set(self.elsewhere);
    }

    /// To the application.
    pub fn on(&self, title: &str) {
        let mut windows = self.windows().into_iter();
        let found = windows.find(|window| self.title(*window) == title.as_bytes());
        self.set(found.expect("the application has a window"));
    }

    /// How many windows of that title can be seen.
    pub fn shown(&self, title: &str) -> usize {
        let windows = self.windows().into_iter();
        windows
            .filter(|window| self.title(*window) == title.as_bytes() && self.is_viewable(*window))
            .count()
    }

    fn windows(&self) -> Vec<Window> {
        let tree = self.display.query_tree(self.root).expect("a question");
        tree.reply().expect("the windows of the display").children
    }

    /// A window that goes away meanwhile cannot be seen.
    fn is_viewable(&self, window: Window) -> bool {
        let asked = self.display.get_window_attributes(window).expect("a question");
        asked.reply().is_ok_and(|found| found.map_state == MapState::VIEWABLE)
    }

    fn title(&self, window: Window) -> Vec<u8> {
        let asked = self
            .display
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 256);
        asked
            .expect("a question")
            .reply()
            .map(|found| found.value)
            .unwrap_or_default()
    }

    fn set(&self, window: Window) {
        let set = self.display.set_input_focus(InputFocus::PARENT, window, CURRENT_TIME);
        set.expect("a request").check().expect("the focus moves");
    }
}
