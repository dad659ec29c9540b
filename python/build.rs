//! Lets the interpreter provide Python's symbols when the module is loaded; macOS asks for it.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
