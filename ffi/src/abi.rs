//! The numbers of the ABI; the build script reads them too, for the SONAME.

/// The ABI that this header describes. It grows by one with every change that an old caller could notice; additions
/// are noted as "Since ABI n" and change nothing for old callers.
pub const TOUSU_ABI_VERSION: u32 = 1;

/// The oldest ABI whose callers this library still serves.
pub const TOUSU_ABI_MIN_COMPATIBLE: u32 = 1;
