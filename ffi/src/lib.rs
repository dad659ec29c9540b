//! The C ABI of tousu: translation only, never a decision.
//!
//! # Conventions
//!
//! These hold for every function; `include/tousu.h` opens with the same rules in the words of a C programmer.
//!
//! 1. **Form.** `int32_t tousu_<noun>_<verb>(const tousu_<noun> *handle, inputs…, outputs…, tousu_error **err)`. Getters
//!    that cannot fail return their value. Every exported name starts with `tousu_`, every macro with `TOUSU_`.
//! 2. **Status.** 0 is success; any other value is a code of [`tousu_core::Code`], whose numbers never change meaning:
//!    1-99 misuse of the call, 1000 documents and policies, 1500 complaints, 2000 time, 3000 cases, 4000 the ledger,
//!    5000 figures, 9000 internal. The constants in the header come from that table, not from a copy of it.
//! 3. **Errors.** `err` may be NULL. Otherwise it is written by every call: NULL on success, an owned handle on
//!    failure. There is no last error, neither per thread nor per handle.
//! 4. **Outputs** are written on success only, as a whole, with [`MaybeUninit::write`](std::mem::MaybeUninit::write):
//!    an uninitialised C variable is never read or dropped. No argument is both input and output.
//! 5. **Handles** are opaque. Whoever gets one from an output frees it with the `_free` of its type, once;
//!    `_free(NULL)` does nothing. A `const` pointer that a getter returns is borrowed from its handle and dies with it.
//! 6. **NULL** is checked for every pointer: code 1, naming the argument. A getter called on NULL returns 0 or NULL.
//! 7. **Text** is a pointer and a length in bytes, UTF-8, no terminator needed, NUL inside allowed. NULL with length 0
//!    is the empty text. What is not UTF-8 is code 2 with the offset of its first bad byte, never replaced. A host of
//!    another encoding converts first ([`encoding`]), whatever the call: no function exists once per encoding. Text
//!    that comes out has a NUL byte behind its length, so that it prints.
//! 8. **Panics** never cross: what does more than read a field runs inside [`boundary::status`] or [`boundary::value`], and a
//!    panic becomes code 9001. A profile with `panic = "abort"` does not compile.
//! 9. **Threads.** A handle behind a `const` pointer may be used by many threads at once. Mutable handles report
//!    concurrent use as code 4: nobody waits, nothing is torn. Freeing while another thread uses a handle is the
//!    caller's fault. A mutable handle on which a call was cut short by a panic answers 9001 from then on.
//! 10. **Enumerations** come in as `uint32_t` and are checked; unknown bits of flags are an error. **Structs** start
//!     with `uint32_t struct_size`, which the caller sets to `sizeof` before the call, and only grow at the end; any
//!     other size is code 3. They are filled as a whole, on success only, and there are no lists of them: what is many
//!     is asked for one by one. **Instants** are `int64_t` UTC seconds since 1970; one that may be absent comes in as
//!     a pointer, NULL for none.
//! 11. **Docs.** Every function says who owns what (`Ownership:`), what threads may do, and "Since ABI n".
//!
//! A pointer that may be NULL is an `Option` of a reference or a box here, so that the compiler asks for the check and
//! cbindgen still writes a plain pointer.

pub mod abi;
pub mod assessment;
pub mod batch;
mod boundary;
pub mod bytes;
pub mod calendar;
pub mod case;
pub mod code;
pub mod due;
pub mod encoding;
pub mod engine;
pub mod error;
pub mod explain;
pub mod figures;
pub mod ledger;
pub mod library;
pub mod model;
mod names;
pub mod policy;
pub mod queue;
pub mod report;
#[cfg(feature = "test-panic")]
pub mod test_panic;
mod text;
pub mod version;
