//! `tousu_model`: a trained model, and the masking of personal data.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use tousu_core::classify::Model;
use tousu_core::text::{Scratch, private_json, redact};

use crate::boundary::{self, given};
use crate::bytes::Bytes;
use crate::engine::Engine;
use crate::error::ErrorHandle;
use crate::text::Text;

/// A trained model. Immutable: any number of threads may use one at the same time. The caller frees it with
/// `tousu_model_free`.
pub struct ModelHandle {
    model: Arc<Model>,
    labels: Vec<Text>,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<ModelHandle>();
};

/// Reads a model from the bytes that Rust or Python has written.
///
/// Fails with `model-damaged` (1600) for anything but just these bytes, and with `model-version` (1601) for another
/// version of the format.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_model_free`; `data` is borrowed for the call. Threads: any.
/// Since ABI 1.
///
/// # Safety
/// `data` points to `data_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_model_load(
    data: *const u8,
    data_len: usize,
    out: Option<&mut MaybeUninit<*mut ModelHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let data = unsafe { boundary::slice(data, data_len, "data") }?;
        let model = Arc::new(Model::from_bytes(data)?);
        let labels = model.labels().iter().map(Text::new).collect();
        out.write(Box::into_raw(Box::new(ModelHandle { model, labels })));
        Ok(())
    })
}

/// The likeliest label of a complaint, and how sure the model is, in thousandths. Title and text may be empty. `label` has
/// a NUL behind it.
///
/// Ownership: `*label` is borrowed from the model. Threads: any, also on one model at the same time. Since ABI 1.
///
/// # Safety
/// `title` and `text` point to as many readable bytes as their lengths say, or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_model_predict(
    model: Option<&ModelHandle>,
    title: *const c_char,
    title_len: usize,
    text: *const c_char,
    text_len: usize,
    label: Option<&mut MaybeUninit<*const c_char>>,
    confidence: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let model = given(model, "model")?;
        let label = given(label, "label")?;
        let confidence = given(confidence, "confidence")?;
        // SAFETY: the caller vouches for the pointers and the lengths.
        let (title, text) =
            unsafe { (boundary::text(title, title_len, "title")?, boundary::text(text, text_len, "text")?) };
        let found = model.model.predict_with(title, text, &mut Scratch::new());
        let name = model.labels.get(usize::from(found.label));
        label.write(name.map_or(std::ptr::null(), |name| name.lend(None)));
        confidence.write(found.confidence.into());
        Ok(())
    })
}

/// Makes an engine with a trained model beside the lexicon of another.
///
/// Fails with `unknown-category` (1500) for a label of the model that the lexicon does not have.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after the other engine and the
/// model. Threads: any, also on one engine and one model at the same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_with_model(
    engine: Option<&Engine>,
    model: Option<&ModelHandle>,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let model = given(model, "model")?;
        let out = given(out, "out")?;
        out.write(Engine::hand_out(engine.core().with_model(Arc::clone(&model.model))?));
        Ok(())
    })
}

/// Frees a model; NULL is ignored.
///
/// Ownership: takes the handle; labels that were lent die with it. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_model_free(model: Option<Box<ModelHandle>>) {
    boundary::value((), || drop(model));
}

/// A text with its personal data masked; as long as before, in bytes and in characters.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call. Threads: any.
/// Since ABI 1.
///
/// # Safety
/// `text` points to `text_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_text_redact(
    text: *const c_char,
    text_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let text = unsafe { boundary::text(text, text_len, "text") }?;
        out.write(Bytes::hand_out(redact(text).into_owned()));
        Ok(())
    })
}

/// The text masked, and where its personal data stands, as JSON.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`; `text` is borrowed for the call. Threads: any.
/// Since ABI 1.
///
/// # Safety
/// `text` points to `text_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_text_private_json(
    text: *const c_char,
    text_len: usize,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let text = unsafe { boundary::text(text, text_len, "text") }?;
        out.write(Bytes::hand_out(private_json(text)));
        Ok(())
    })
}
