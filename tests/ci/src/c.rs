//! Steps on the C library.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::context::{Context, Outcome, Said, files, first_of, said};

/// Exported by `--all-features` for the C tests only.
const TEST_ONLY: &[&str] = &["tousu_test_panic"];

/// Every warning is an error.
const STRICT: &[&str] = &["-Wall", "-Wextra", "-Werror", "-pedantic", "-g"];

/// The languages that a header for C has to be read as.
const LANGUAGES: &[(&str, &[&str])] =
    &[("c99", &["-x", "c", "-std=c99"]), ("c11", &["-x", "c", "-std=c11"]), ("c++11", &["-x", "c++", "-std=c++11"])];

/// Memory and undefined behaviour are watched; a leak is an error too.
pub(crate) const SANITIZE: &[&str] =
    &["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];

/// The name of the shared library on this system.
fn library_name() -> String {
    format!("{}tousu{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

pub(crate) fn symbols(context: &Context) -> Outcome {
    let library = context.built.join(library_name());
    context.build().and_then(|_| same_symbols(context, &library, TEST_ONLY)).into()
}

/// Compares what a library exports with include/tousu.symbols.
fn same_symbols(context: &Context, library: &Path, besides: &[&str]) -> Said {
    let nm = first_of(context, &["nm", "llvm-nm"])
        .ok_or("`nm` is missing: install binutils (Debian: apt-get install binutils)")?;
    let arguments: &[&str] = if cfg!(target_os = "macos") { &["-gU"] } else { &["-D", "--defined-only"] };
    let listed = said(context.command(nm).args(arguments).arg(library))?;
    let exported: BTreeSet<&str> = listed
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .map(|name| if cfg!(target_os = "macos") { name.trim_start_matches('_') } else { name })
        // ELF may append a version: `name@@VERSION`.
        .filter_map(|name| name.split('@').next())
        .filter(|name| !besides.contains(name))
        .collect();
    let file = context.root.join("include/tousu.symbols");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let promised: BTreeSet<&str> = text.lines().collect();
    let missing: Vec<_> = promised.difference(&exported).collect();
    let besides: Vec<_> = exported.difference(&promised).collect();
    if missing.is_empty() && besides.is_empty() {
        Ok(format!("{} functions", promised.len()))
    } else {
        Err(format!("promised and not exported: {missing:?}\nexported and not promised: {besides:?}"))
    }
}

/// A C or C++ compiler that the environment names, or a usual one.
fn compiler(context: &Context) -> Result<String, String> {
    let named = std::env::var_os("CC").map(|name| name.to_string_lossy().into_owned());
    let programs: Vec<&str> = named.as_deref().into_iter().chain(["cc", "gcc", "clang"]).collect();
    first_of(context, &programs).ok_or_else(|| "a C compiler is missing (Debian: apt-get install gcc g++)".to_owned())
}

/// A folder with the library under the names that the linker and the loader look for.
fn library_folder(context: &Context) -> Result<PathBuf, String> {
    let folder = context.scratch("lib")?;
    let library = context.built.join(library_name());
    let abi = std::fs::read_to_string(context.root.join("ffi/src/abi.rs")).unwrap_or_default();
    let abi = abi.split_once("TOUSU_ABI_VERSION: u32 = ").and_then(|(_, tail)| tail.split_once(';'));
    let abi = abi.map_or_else(String::new, |(number, _)| number.to_owned());
    let versioned =
        if cfg!(target_os = "macos") { format!("libtousu.{abi}.dylib") } else { format!("libtousu.so.{abi}") };
    for name in [library_name(), versioned] {
        let copy = folder.join(name);
        std::fs::copy(&library, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    }
    Ok(folder)
}

/// Compiles one source with the flags, links the shared library, and gives back the program.
pub(crate) fn compile(
    context: &Context,
    source: &Path,
    language: &[&str],
    flags: &[&str],
    name: &str,
) -> Result<PathBuf, String> {
    context.build()?;
    let compiler = compiler(context)?;
    let libraries = library_folder(context)?;
    let program = context.scratch("c")?.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = context.command(compiler);
    command.args(language).args(STRICT).args(flags).arg("-I").arg(context.root.join("include")).arg(source);
    command.args(["-x", "none", "-L"]).arg(&libraries).arg("-ltousu");
    command.arg(format!("-Wl,-rpath,{}", libraries.display())).arg("-lpthread").arg("-o").arg(&program);
    said(&mut command)?;
    Ok(program)
}

/// Compiles and runs every test of tests/c; `run` makes the command of a program.
fn each_test(context: &Context, flags: &[&str], kind: &str, run: impl Fn(&Path) -> Said) -> Outcome {
    let sources = files(&context.root.join("tests/c"), "c");
    if sources.is_empty() {
        return Outcome::Failed("tests/c has no *.c".to_owned());
    }
    let mut faults = Vec::new();
    let mut programs = 0;
    for source in &sources {
        for (language, options) in LANGUAGES {
            let stem = source.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{stem}-{}-{kind}", language.replace('+', "p"));
            let done = compile(context, source, options, flags, &name).and_then(|program| run(&program));
            match done {
                Ok(_) => programs += 1,
                Err(output) => faults.push(format!("{stem} as {language}: {output}")),
            }
        }
    }
    if faults.is_empty() { Outcome::Passed(format!("{programs} programs")) } else { Outcome::Failed(faults.join("\n")) }
}

pub(crate) fn plain(context: &Context) -> Outcome {
    each_test(context, &[], "plain", |program| said(&mut context.command(program)))
}

pub(crate) fn sanitized(context: &Context) -> Outcome {
    each_test(context, SANITIZE, "sanitized", |program| {
        let mut command = context.command(program);
        command.env("ASAN_OPTIONS", "detect_stack_use_after_return=1").env("UBSAN_OPTIONS", "print_stacktrace=1");
        said(&mut command)
    })
}

pub(crate) fn valgrind(context: &Context) -> Outcome {
    if first_of(context, &["valgrind"]).is_none() {
        return Outcome::Failed("`valgrind` is missing (Debian: apt-get install valgrind)".to_owned());
    }
    each_test(context, &[], "valgrind", |program| {
        let mut command = context.command("valgrind");
        command.args(["--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"]);
        command.arg(format!("--suppressions={}", context.root.join("tests/c/valgrind.supp").display()));
        said(command.args(["--errors-for-leak-kinds=definite,indirect", "--error-exitcode=9"]).arg(program))
    })
}

pub(crate) fn release(context: &Context) -> Outcome {
    let built = said(&mut context.cargo(&["build", "--release", "-p", "tousu-ffi"]));
    let library = context.built.parent().map(|target| target.join("release").join(library_name()));
    let compared = built.and_then(|_| same_symbols(context, &library.ok_or("there is no target folder")?, &[]));
    compared.into()
}
