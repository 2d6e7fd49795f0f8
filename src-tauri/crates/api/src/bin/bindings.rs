//! Prints the TypeScript of the contract to standard output, for `cargo xtask codegen`.

fn main() {
    print!("{}", clearpost_api::typescript::generate());
}
