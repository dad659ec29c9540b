//! Where things are, which tools there are, and how a command is run.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What became of a step.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It holds; a note may say more.
    Passed(String),
    /// It does not, and this was said.
    Failed(String),
    /// It was not tried, for this reason.
    Skipped(String),
}

/// The result of one command: what it said, or why the step fails.
pub(crate) type Said = Result<String, String>;

impl From<Said> for Outcome {
    fn from(said: Said) -> Self {
        match said {
            Ok(_) => Self::Passed(String::new()),
            Err(output) => Self::Failed(output),
        }
    }
}

/// The repository and its tools.
pub(crate) struct Context {
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// Where cargo puts what this profile makes: `target/debug`.
    pub(crate) built: PathBuf,
    cargo: OsString,
    build: OnceCell<Said>,
    /// The interpreter in `.venv`, once it is there.
    pub(crate) venv: OnceCell<Result<PathBuf, String>>,
    /// The wheel, once it is made and installed; what it says is a note.
    pub(crate) wheel: OnceCell<Said>,
}

impl Context {
    /// Finds the repository from this program.
    pub(crate) fn new() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().map_err(|error| format!("the repository is not found: {error}"))?;
        let program = std::env::current_exe().map_err(|error| format!("this program is not found: {error}"))?;
        // A unit test of this crate runs one folder deeper, in `deps`.
        let folder = program.parent().ok_or("this program has no folder")?;
        let built = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
        Ok(Self {
            root,
            built: built.to_owned(),
            cargo: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            build: OnceCell::new(),
            venv: OnceCell::new(),
            wheel: OnceCell::new(),
        })
    }

    /// A folder of our own below the target folder, made when missing.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.built.join("ci").join(name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// A cargo command.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&self.cargo);
        command.args(arguments);
        command
    }

    /// A tool of the toolchain that runs us; its bare name when it is not beside cargo.
    pub(crate) fn beside_cargo(&self, tool: &str) -> OsString {
        let beside = Path::new(&self.cargo).with_file_name(tool).with_extension(std::env::consts::EXE_EXTENSION);
        if beside.is_file() { beside.into_os_string() } else { tool.into() }
    }

    /// Any command, run in the folder of the workspace.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// Compiles everything that later steps run, once; the tests included, so that all share one set of features.
    pub(crate) fn build(&self) -> Said {
        let targets = ["build", "--workspace", "--all-features", "--lib", "--bins", "--tests", "--examples"];
        self.build.get_or_init(|| said(&mut self.cargo(&targets))).clone()
    }

    /// A program that the workspace has built.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.built.join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Whether a file of the repository has this text: which parts of it are there.
    pub(crate) fn says(&self, file: &str, text: &str) -> bool {
        std::fs::read_to_string(self.root.join(file)).is_ok_and(|found| found.contains(text))
    }
}

/// Runs a command and gives back what it said, as a failure when it failed or cannot be started.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(text);
    }
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let program = command.get_program().to_string_lossy();
    Err(format!("$ {program} {}\n{text}\n({})", arguments.join(" "), output.status))
}

/// The first of these programs that answers to `--version`.
pub(crate) fn first_of(context: &Context, programs: &[&str]) -> Option<String> {
    let answers = |program: &&&str| said(context.command(**program).arg("--version")).is_ok();
    programs.iter().find(answers).map(|program| (*program).to_owned())
}

/// The files with these endings in a folder, sorted; empty when there is no such folder.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}
