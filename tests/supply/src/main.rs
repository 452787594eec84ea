//! `cargo sbom`: shows the bill of materials of the command.

use std::io::{self, Write};
use std::process::ExitCode;

use anxin_supply::sbom;

fn main() -> ExitCode {
    let shown = sbom::of_project().map_err(io::Error::other).and_then(|bill| {
        let mut out = io::stdout().lock();
        out.write_all(bill.as_bytes()).and_then(|()| out.flush())
    });
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _unheard = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
