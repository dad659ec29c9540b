//! One run, one table: `cargo run --release -p tousu-benches --bin table`.

mod ours;
mod register;
mod table;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let register = register::Register::load()?;
    println!("register: {}", register.source);
    let _ = &register.path;
    let rows = ours::assess(&register)?.into_iter().chain(ours::dues()?).chain(ours::replay()?);
    for row in rows {
        println!("{:55} {}", row.name, row.shown());
    }
    Ok(())
}
