//! One run, one table: `cargo run --release -p tousu-benches --bin table [-- --record]`.
//!
//! Ours first, then what a data team would use in our place on the same input (`peers.py`, in its own environment
//! `target/venv-bench`, made when it is missing). Every answer is asserted before it is timed. The machine is shared and
//! noisy: compare the ratios, not the times. `--record` also writes the table to `benches/record/`.

mod ours;
mod peers;
mod register;
mod table;

use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package stands in no repository")?;
    let register = register::Register::load(root)?;
    let rows: Vec<table::Row> =
        ours::assess(&register)?.into_iter().chain(ours::dues()?).chain(ours::replay()?).collect();
    let peers = peers::run(root, &register.path)?;
    let mut out = format!("register: {}\n", register.source);
    for row in &rows {
        writeln!(out, "{:64} {}", row.name, row.shown())?;
        for peer in peers.iter().filter(|peer| peer.row == row.key) {
            let ratio = peer.nanoseconds / row.nanoseconds;
            writeln!(out, "  {:62} {} = {ratio:.0} times ours", peer.name, table::duration(peer.nanoseconds))?;
        }
    }
    print!("{out}");
    if std::env::args().any(|argument| argument == "--record") {
        let folder = root.join("benches/record");
        std::fs::create_dir_all(&folder)?;
        let command = "cargo run --release -p tousu-benches --bin table -- --record";
        std::fs::write(folder.join("table.txt"), format!("$ {command}\n{out}"))?;
    }
    Ok(())
}
