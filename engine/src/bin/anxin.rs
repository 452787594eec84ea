//! The command `anxin`.

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    anxin::command::prepare();
    anxin::command::run(std::env::args_os(), &mut io::stdout(), &mut io::stderr()).into()
}
