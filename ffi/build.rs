//! Gives the shared library its SONAME; cargo sets none. Writes nothing into the source tree.

#[expect(dead_code, unreachable_pub, reason = "the library uses and exports all of it")]
#[path = "src/abi.rs"]
mod abi;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/abi.rs");
    let abi = abi::TOUSU_ABI_VERSION;
    // Cargo tells a build script about its target in the environment only.
    let target = |key: &str| std::env::var_os(key).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "macos" {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libtousu.{abi}.dylib");
    } else if target("CARGO_CFG_TARGET_FAMILY") == "unix" {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libtousu.so.{abi}");
    }
}
