//! Steps on the Python package, all in the repository's own `.venv`.

use std::path::PathBuf;
use std::process::Command;

use crate::context::{Context, Outcome, Said, first_of, said};

/// Says whether the interpreter is new enough, in its exit status.
const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 10))";

pub(crate) fn venv(context: &Context) -> Outcome {
    interpreter(context).map(|_| String::new()).into()
}

/// The interpreter in `.venv`, which is made, with its pinned tools, when it is missing or out of date.
pub(crate) fn interpreter(context: &Context) -> Result<PathBuf, String> {
    context.venv.get_or_init(|| make_venv(context)).clone()
}

fn make_venv(context: &Context) -> Result<PathBuf, String> {
    let folder = context.root.join(".venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = context.root.join("python/requirements-dev.txt");
    let wanted =
        std::fs::read_to_string(&requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let stamp = folder.join("tousu-requirements.txt");
    let current = std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted);
    if current && said(context.command(&python).args(["-c", NEW_ENOUGH])).is_ok() {
        return Ok(python);
    }
    let base = first_of(context, &["python3", "python"])
        .filter(|name| said(context.command(name).args(["-c", NEW_ENOUGH])).is_ok());
    let base = base.ok_or(
        "Python 3.10 or newer is missing: neither `python3` nor `python` is (Debian: apt-get install python3-venv)",
    )?;
    said(context.command(base).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = context.command(&python);
    said(pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(python)
}

pub(crate) fn wheel(context: &Context) -> Outcome {
    match installed(context) {
        Ok(note) => Outcome::Passed(note),
        Err(output) => Outcome::Failed(output),
    }
}

/// Makes the wheel and installs it, once. The note names what was compiled for it again.
fn installed(context: &Context) -> Said {
    context.wheel.get_or_init(|| make_wheel(context)).clone()
}

fn make_wheel(context: &Context) -> Said {
    context.build()?;
    let python = interpreter(context)?;
    let folder = context.scratch("wheel")?;
    for old in crate::context::files(&folder, "whl") {
        std::fs::remove_file(&old).map_err(|error| format!("{}: {error}", old.display()))?;
    }
    let mut maturin = context.command(&python);
    maturin.current_dir(context.root.join("python"));
    maturin.args(["-m", "maturin", "build", "--profile", "dev", "--all-features", "--out"]).arg(&folder);
    let output = said(&mut maturin)?;
    let again: Vec<&str> = output
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Compiling "))
        .filter(|line| !line.starts_with("tousu-python "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let wheels = crate::context::files(&folder, "whl");
    let [wheel] = wheels.as_slice() else {
        return Err(format!("maturin made {} wheels\n{output}", wheels.len()));
    };
    let mut pip = context.command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--force-reinstall"]);
    said(pip.arg(wheel))?;
    Ok(if again.is_empty() {
        String::new()
    } else {
        format!("compiled again: {}; see `as-in-tests` in python/Cargo.toml", again.join(", "))
    })
}

/// A command of the interpreter that has the package, away from its sources.
fn with_package(context: &Context) -> Result<Command, String> {
    installed(context)?;
    let mut command = context.command(interpreter(context)?);
    command.current_dir(context.scratch("python")?).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// The interpreter, once it has the package.
pub(crate) fn with_installed(context: &Context) -> Result<PathBuf, String> {
    installed(context)?;
    interpreter(context)
}

/// Runs a Python program.
pub(crate) fn run_file(context: &Context, file: &std::path::Path) -> Said {
    said(with_package(context)?.arg("-W").arg("error").arg(file))
}

pub(crate) fn pytest(context: &Context) -> Outcome {
    let folder = context.root.join("python");
    let run = with_package(context).and_then(|mut command| {
        // The folder of the command and the import mode keep the sources beside the tests from hiding the installed package.
        command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-c"]);
        said(command.arg(folder.join("pyproject.toml")).arg(folder.join("tests")))
    });
    match run {
        Ok(text) => Outcome::Passed(text.trim_end().lines().last().unwrap_or_default().to_owned()),
        Err(output) => Outcome::Failed(output),
    }
}

pub(crate) fn types(context: &Context) -> Outcome {
    let sample = context.root.join("python/tests/typed_sample.py");
    let cache = context.built.join("ci/mypy");
    let mypy = with_package(context)
        .and_then(|mut command| said(command.args(["-m", "mypy", "--strict", "--cache-dir"]).arg(&cache).arg(&sample)));
    let stubs = with_package(context).and_then(|mut command| said(command.args(["-m", "mypy.stubtest", "tousu"])));
    match (mypy, stubs) {
        (Ok(_), Ok(_)) => Outcome::Passed(String::new()),
        (mypy, stubs) => {
            Outcome::Failed([mypy.err(), stubs.err()].into_iter().flatten().collect::<Vec<_>>().join("\n"))
        }
    }
}
