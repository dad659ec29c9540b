//! The programs in the READMEs run as they stand.

use std::path::Path;

use crate::context::{Context, Outcome, Said, said};
use crate::{c, python};

const READMES: &[&str] = &["README.md", "README.zh-CN.md"];

/// One fenced block: its language and its text.
struct Block {
    line: usize,
    language: String,
    text: String,
}

pub(crate) fn run(context: &Context) -> Outcome {
    let mut faults = Vec::new();
    let mut programs = 0;
    for name in READMES {
        let Ok(text) = std::fs::read_to_string(context.root.join(name)) else {
            faults.push(format!("there is no {name}"));
            continue;
        };
        match run_rust(context, name, &text) {
            Ok(_) => programs += blocks(&text).iter().filter(|block| block.language == "rust").count(),
            Err(output) => faults.push(output),
        }
        for block in blocks(&text) {
            let done = match block.language.as_str() {
                "c" => run_c(context, name, &block),
                "python" => run_python(context, name, &block),
                _ => continue,
            };
            match done {
                Ok(_) => programs += 1,
                Err(output) => faults.push(format!("{name}:{}: {output}", block.line)),
            }
        }
    }
    match (faults.is_empty(), programs) {
        (true, 0) => Outcome::Failed("no README has a program".to_owned()),
        (true, _) => Outcome::Passed(format!("{programs} programs")),
        (false, _) => Outcome::Failed(faults.join("\n")),
    }
}

/// The fenced blocks of a Markdown text.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), inside) {
            (Some(language), false) => {
                let language = language.split([',', ' ']).next().unwrap_or_default().to_owned();
                blocks.push(Block { line: number + 1, language, text: String::new() });
                inside = true;
            }
            (Some(_), true) => inside = false,
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            (None, false) => {}
        }
    }
    blocks
}

/// All Rust programs of a text at once, as rustdoc runs them, against the core that the workspace has built.
fn run_rust(context: &Context, name: &str, text: &str) -> Said {
    if !blocks(text).iter().any(|block| block.language == "rust") {
        return Ok(String::new());
    }
    context.build()?;
    // Fences of other languages stay unread: rustdoc takes a bare one for Rust, so only ours are handed on, each in its
    // place, so that its line numbers hold.
    let mut only = String::new();
    let mut language: Option<String> = None;
    for line in text.lines() {
        let fence = line.strip_prefix("```");
        let was = language.clone();
        match (fence, &language) {
            (Some(tag), None) => language = Some(tag.split([',', ' ']).next().unwrap_or_default().to_owned()),
            (Some(_), Some(_)) => language = None,
            _ => {}
        }
        if was.or_else(|| language.clone()).is_some_and(|language| language == "rust") {
            only.push_str(line);
        }
        only.push('\n');
    }
    let file = context.scratch("readme")?.join(name);
    write(&file, &only)?;
    let mut command = context.command(context.beside_cargo("rustdoc"));
    command
        .args(["--test", "--edition", "2024", "-L"])
        .arg(format!("dependency={}", context.built.join("deps").display()));
    command.arg("--extern").arg(format!("tousu={}", context.built.join("libtousu.rlib").display()));
    said(command.arg(&file))
}

/// A whole C program.
fn run_c(context: &Context, name: &str, block: &Block) -> Said {
    let stem = format!("{}-{}", name.replace('.', "-"), block.line);
    let file = context.scratch("readme")?.join(format!("{stem}.c"));
    write(&file, &block.text)?;
    let program = c::compile(context, &file, &["-x", "c", "-std=c99"], &[], &stem)?;
    said(&mut context.command(program))
}

/// A whole Python program.
fn run_python(context: &Context, name: &str, block: &Block) -> Said {
    let file = context.scratch("readme")?.join(format!("{}-{}.py", name.replace('.', "-"), block.line));
    write(&file, &block.text)?;
    python::run_file(context, &file)
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_their_language_and_line() {
        let found = blocks("a\n```c\nint x;\n```\ntext\n```python title\nprint()\n\n```\n```\nplain\n```\n");
        let seen: Vec<_> =
            found.iter().map(|block| (block.line, block.language.as_str(), block.text.as_str())).collect();
        assert_eq!(seen, [(2, "c", "int x;\n"), (6, "python", "print()\n\n"), (10, "", "plain\n")]);
    }
}
