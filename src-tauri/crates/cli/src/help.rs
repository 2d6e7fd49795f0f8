//! `clearpost help errors`: the closed set of error codes.

use clearpost_api::ErrorCode;

pub fn errors() {
    println!("Codes of errors, and what to do:\n");
    for code in ErrorCode::ALL {
        println!("{:<18} {}", code.word(), code.help());
    }
}
