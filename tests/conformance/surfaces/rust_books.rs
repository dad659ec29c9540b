//! The answers of the core about a library of documents.

use tousu::document::list_of_texts;
use tousu::engine::Versions;
use tousu::policy::{Lexicon, Library, Parameters};
use tousu::time::{Date, Moment};
use tousu::{Code, Engine, Error, Result};

/// A JSON list of texts; the empty text is the empty list.
fn texts(json: &str, name: &str) -> Result<Vec<String>> {
    if json.is_empty() { Ok(Vec::new()) } else { list_of_texts(json, name) }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

pub(crate) fn answer(documents: &str, question: &str, arguments: &[&str]) -> Result<String> {
    let library = Library::from_texts(&borrowed(&texts(documents, "documents")?))?;
    match (question, arguments) {
        ("list", []) => Ok(library.list_json()),
        ("check", [text]) => Ok(library.check_json(text)),
        ("check-overlays", [overlays]) => library.check_overlays_json(&borrowed(&texts(overlays, "overlays")?)),
        ("affected", [changed, resting]) => library.affected_by_json(changed, &borrowed(&texts(resting, "resting")?)),
        ("engine", [id, version, on, parameters]) => {
            let parameters = Parameters::from_json(parameters)?;
            let policy = match (*version, *on) {
                ("", "") => library.policy(id, &parameters)?,
                (version, "") => library.version(id, version, &parameters)?,
                ("", on) => library.in_force(id, Date::parse(on).map_err(|error| error.at("on"))?, &parameters)?,
                (_, on) => return Err(Error::new(Code::InvalidArgument, on, "a version or a day").at("on")),
            };
            Ok(Engine::new(policy)?.policy_json())
        }
        ("lexicon", [id, more]) => {
            let kept = Lexicon::source_json(id)?;
            let documents = [texts(&kept, "documents")?, texts(more, "documents")?].concat();
            let lexicon = Lexicon::compile(&borrowed(&documents)).map_err(|error| error.at("documents"))?;
            let policy = library.with_lexicon(lexicon).policy("project-property", &Parameters::new())?;
            Ok(format!("{kept}\n{}", Engine::new(policy)?.policy_json()))
        }
        ("versions", [id, complaint]) => Versions::in_library(&library, id, &Parameters::new())?.assess_json(complaint),
        ("versions-verify", [id, stored]) => {
            Versions::in_library(&library, id, &Parameters::new())?.verify_json(stored)
        }
        ("versions-engine", [id, received_at]) => {
            let moment = (!received_at.is_empty()).then(|| Moment::parse(received_at)).transpose();
            let moment = moment.map_err(|error| error.at("received_at"))?;
            Ok(Versions::in_library(&library, id, &Parameters::new())?.in_force(moment)?.policy_json())
        }
        _ => Err(Error::new(Code::Internal, question, "")),
    }
}
