//! The library, the module and the demo, built in the profile of this program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use tousu_benches::python::said;

/// Where this program was built, and how.
pub(crate) struct Build {
    pub(crate) root: PathBuf,
    /// `target/release`, as a rule.
    pub(crate) folder: PathBuf,
    /// `release` or `debug`.
    pub(crate) profile: String,
    cargo: OsString,
}

impl Build {
    pub(crate) fn of_this_program(root: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let program = std::env::current_exe()?;
        let folder = program.parent().ok_or("this program has no folder")?;
        let profile = folder.file_name().ok_or("the folder has no name")?.to_string_lossy().into_owned();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Ok(Self { root: root.to_owned(), folder: folder.to_owned(), profile, cargo })
    }

    /// Builds a package beside this program.
    pub(crate) fn package(&self, name: &str) -> Result<(), String> {
        let profile = if self.profile == "debug" { "dev" } else { &self.profile };
        let mut command = Command::new(&self.cargo);
        command.current_dir(&self.root).args(["build", "-q", "--profile", profile, "-p", name]);
        said(&mut command).map(drop)
    }

    /// A file that a build has made: a library by its bare name.
    pub(crate) fn library(&self, name: &str) -> PathBuf {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        self.folder.join(format!("{prefix}{name}{suffix}"))
    }

    /// A program that a build has made.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// A folder of our own, made when missing.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join("bench").join(name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// The compiler that builds here, for the head of the table.
    pub(crate) fn compiler(&self) -> String {
        let rustc = said(Command::new("rustc").current_dir(&self.root).arg("--version"));
        rustc.map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
    }
}
