//! The same calls from C, through the shared library, and from Python, through the extension module.

use std::path::Path;
use std::process::Command;

use tousu::Engine;
use tousu::time::Instant;
use tousu_benches::inputs::{POLICY, short_json};
use tousu_benches::python::said;

use crate::build::Build;
use crate::ours::START;
use crate::table::Table;

/// The programs of the other languages, ready to run.
pub(crate) struct Calls {
    c: Command,
    /// `None` without an interpreter.
    python: Option<Command>,
}

impl Calls {
    pub(crate) fn build(build: &Build, python: Option<&Path>) -> Result<Self, Box<dyn std::error::Error>> {
        let python = python.map(|interpreter| self::python(build, interpreter)).transpose()?;
        Ok(Self { c: c(build)?, python })
    }

    /// Runs them.
    pub(crate) fn run(self, table: &mut Table) -> Result<(), String> {
        let Self { mut c, python } = self;
        table.read("calls.c", &said(&mut c)?)?;
        python.map_or(Ok(()), |mut python| table.read("calls.py", &said(&mut python)?))
    }
}

/// What a program of another language is given: the rule book, the complaint, and the bytes that have to come out.
fn arguments() -> Result<[String; 4], Box<dyn std::error::Error>> {
    let (engine, complaint) = (Engine::builtin(POLICY)?, short_json());
    let decided = engine.assess_json(&complaint)?;
    Ok([POLICY.to_owned(), complaint, decided, Instant::parse(START)?.unix().to_string()])
}

/// `calls.c`, compiled against the header and the library of this tree.
fn c(build: &Build) -> Result<Command, Box<dyn std::error::Error>> {
    build.package("tousu-ffi")?;
    let folder = build.scratch("c")?;
    let program = folder.join("calls").with_extension(std::env::consts::EXE_EXTENSION);
    // Under the name that the loader asks for.
    let abi = tousu_abi(build)?;
    let library = build.library("tousu");
    for name in [format!("libtousu.so.{abi}"), format!("libtousu.{abi}.dylib"), file_name(&library)] {
        std::fs::copy(&library, folder.join(name))?;
    }
    let mut command = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    command.args(["-O2", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I"]).arg(build.root.join("include"));
    command.arg(build.root.join("benches/table/calls.c")).arg("-o").arg(&program);
    command.arg("-L").arg(&folder).arg("-ltousu").arg(format!("-Wl,-rpath,{}", folder.display()));
    said(&mut command)?;
    let mut calls = Command::new(program);
    calls.args(arguments()?);
    Ok(calls)
}

/// `calls.py` on the extension module of this tree, which is laid beside the package's sources.
fn python(build: &Build, interpreter: &Path) -> Result<Command, Box<dyn std::error::Error>> {
    build.package("tousu-python")?;
    let package = build.scratch("python/tousu")?;
    for entry in std::fs::read_dir(build.root.join("python/tousu"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "py") {
            std::fs::copy(&path, package.join(file_name(&path)))?;
        }
    }
    let module = if cfg!(windows) { "_tousu.pyd" } else { "_tousu.abi3.so" };
    std::fs::copy(build.library("_tousu"), package.join(module))?;
    let mut command = Command::new(interpreter);
    command.arg(build.root.join("benches/table/calls.py")).args(arguments()?);
    command.env("PYTHONPATH", build.scratch("python")?).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// The number in the library's SONAME.
fn tousu_abi(build: &Build) -> Result<String, Box<dyn std::error::Error>> {
    let header = std::fs::read_to_string(build.root.join("include/tousu.h"))?;
    let line = header.lines().find_map(|line| line.strip_prefix("#define TOUSU_ABI_VERSION "));
    Ok(line.ok_or("include/tousu.h has no TOUSU_ABI_VERSION")?.trim().to_owned())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
