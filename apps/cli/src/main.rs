//! Tutela: the program on the command line.

fn main() {
    println!("tutela {}", env!("CARGO_PKG_VERSION"));
}
