//! Builds the module of the browser and of Node: `cargo run -p anxin-wasm-build -- wasm/pkg`.
//!
//! The target of rustup is used where it is installed. Else Debian's `rustc-web`, `cargo-web` and
//! `rust-web-src` build the standard library from its source; they leave the toolchain of rustup as
//! it is.

mod cut;
mod signs;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
const FLAGS: &str = "-C target-feature=+simd128,+bulk-memory";
/// Where the standard library is built too: a panic stops the module and tells nothing, which
/// nobody would hear.
const FLAGS_OF_STD: &str = " -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none";
/// There the memory can be shared, too: one module for one thread and for several. It is given to
/// the module, and cannot grow beyond what is said here.
const FLAGS_OF_THREADS: &str = " -C target-feature=+atomics,+mutable-globals \
    -C link-arg=--shared-memory -C link-arg=--import-memory -C link-arg=--max-memory=4294967296 \
    -C link-arg=--export=__wasm_init_tls -C link-arg=--export=__tls_size \
    -C link-arg=--export=__tls_align -C link-arg=--export=__tls_base";
/// Where it is not: names of functions as the compiler of Debian gives them.
const FLAGS_OF_RUSTUP: &str = " -C symbol-mangling-version=v0";
/// What says in the package which of the two it was.
const STD: &str = "std.txt";
/// Of the compressor of zstd, which comes with its decompressor, what can be left out.
const FLAGS_OF_C: &str = "-DZSTD_EXCLUDE_DFAST_BLOCK_COMPRESSOR \
    -DZSTD_EXCLUDE_GREEDY_BLOCK_COMPRESSOR -DZSTD_EXCLUDE_LAZY_BLOCK_COMPRESSOR \
    -DZSTD_EXCLUDE_LAZY2_BLOCK_COMPRESSOR -DZSTD_EXCLUDE_BTLAZY2_BLOCK_COMPRESSOR \
    -DZSTD_EXCLUDE_BTOPT_BLOCK_COMPRESSOR -DZSTD_EXCLUDE_BTULTRA_BLOCK_COMPRESSOR";
/// What C has to know of memory that threads share.
const FLAGS_OF_C_WITH_THREADS: &str = " -matomics -mbulk-memory";

fn main() -> ExitCode {
    let Some(out) = env::args_os().nth(1).map(PathBuf::from) else {
        say("usage: anxin-wasm-build OUT");
        return ExitCode::from(2);
    };
    match build(&out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("the module cannot be built: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The module, what binds it and its types: one form for pages, workers and Node.
fn build(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    install_where_absent()?;
    let module = compile()?;
    std::fs::create_dir_all(out)?;
    let mut module =
        walrus::ModuleConfig::new().generate_producers_section(false).parse_file(module)?;
    let is_rustup = has_rustup_target()?;
    let left = [cut::cut(&mut module), signs::empty(&mut module)].concat();
    if is_rustup {
        left.iter().for_each(|what| say(&format!("{what}: the module is larger for it")));
    } else if !left.is_empty() {
        return Err(format!("{}: take it from the list", left.join("; ")).into());
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("anxin", module.emit_wasm()).typescript(true).web(true)?;
    let keeps_names = env::var_os("ANXIN_WASM_NAMES").is_some();
    bindgen.remove_name_section(!keeps_names).remove_producers_section(true);
    // Whoever starts the module hands it over: nothing is fetched.
    bindgen.omit_default_module_path(true).generate(out)?;
    // The test of its size holds the one to less than the other.
    std::fs::write(out.join(STD), if is_rustup { "rustup\n" } else { "source\n" })?;
    let size = std::fs::metadata(out.join("anxin_bg.wasm"))?.len();
    say(&format!("{}: {size} bytes", out.join("anxin_bg.wasm").display()));
    Ok(())
}

/// Installs what compiles the module where it is absent.
fn install_where_absent() -> Result<(), Box<dyn std::error::Error>> {
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let has_sources = || Path::new("/usr/lib/rustlib/src/rust/library/std").is_dir();
    let is_there = runs("clang")
        && (has_rustup_target()?
            || (runs("/usr/bin/cargo") && runs("/usr/bin/rustc") && has_sources()));
    if is_there {
        return Ok(());
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("install-debian.sh");
    match Command::new("sh").arg(&script).status()?.success() {
        true => Ok(()),
        false => Err(format!("{}: see above", script.display()).into()),
    }
}

/// Whether the compiler of rustup has the libraries of the target.
fn has_rustup_target() -> io::Result<bool> {
    Ok(sysroot("rustc")?.join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

/// Compiles the crate and gives the path of the module.
fn compile() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = folder.join("wasm");
    let words = ["build", "--package", "anxin-wasm", "--profile", "wasm", "--target", TARGET];
    let rustup = sysroot("rustc")?;
    let (mut flags, mut flags_of_c) = (FLAGS.to_owned(), FLAGS_OF_C.to_owned());
    let mut cargo = if has_rustup_target()? {
        flags.push_str(FLAGS_OF_RUSTUP);
        Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    } else {
        say("the target is not installed with rustup: Debian's rustc-web builds it");
        let linker = rustup.join("lib/rustlib").join(host("rustc")?).join("bin/rust-lld");
        let mut cargo = Command::new("/usr/bin/cargo");
        cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        // Not the shims of rustup, which a build script may find first.
        cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
        cargo.args(["-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"]);
        flags.push_str(FLAGS_OF_STD);
        flags.push_str(FLAGS_OF_THREADS);
        flags_of_c.push_str(FLAGS_OF_C_WITH_THREADS);
        cargo
    };
    cargo.args(words).current_dir(&root).env("CARGO_TARGET_DIR", &folder);
    if !has_rustup_target()? {
        cargo.args(["--features", "anxin-wasm/threads"]);
    }
    // These would stand in the place of those of the target.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    cargo.env("CFLAGS_wasm32_unknown_unknown", flags_of_c);
    if !cargo.status()?.success() {
        return Err("cargo failed, see above".into());
    }
    Ok(folder.join(TARGET).join("wasm/anxin_wasm.wasm"))
}

/// Where a compiler has its libraries.
fn sysroot(rustc: &str) -> io::Result<PathBuf> {
    told(rustc, &["--print", "sysroot"]).map(PathBuf::from)
}

/// The machine a compiler runs on.
fn host(rustc: &str) -> io::Result<String> {
    let text = told(rustc, &["--version", "--verbose"])?;
    let text = text.to_string_lossy();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| io::Error::other("rustc names no host"))
}

/// What a program prints, without the end of its line.
fn told(program: &str, words: &[&str]) -> io::Result<OsString> {
    let out = Command::new(program).args(words).output()?;
    let text = String::from_utf8(out.stdout).map_err(io::Error::other)?;
    Ok(text.trim_end().into())
}

/// A line on stdout. A closed pipe is no reason to stop.
fn say(line: &str) {
    let _closed = writeln!(io::stdout(), "{line}");
}
