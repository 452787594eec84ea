//! `bundle`, `verify`, `slip` and `hash-ids`: results that strangers can check.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write};
use std::path::Path;

use super::arguments::{Bundle as BundleArguments, HashIds, Slip as SlipArguments, Verify};
use super::layout::Columns;
use super::{DONE, policy, print};
use crate::basics::error::{Error, Result};
use crate::bundle::{Bundle, Kind, Secret, Slip, Verdict, bundle, folder};
use crate::report::digest::hex;
use crate::report::sink;

/// Most bytes of a slip.
const SLIP_BYTES: u64 = 64 << 20;
/// Most bytes of a bundle: what its form can hold.
const BUNDLE_BYTES: u64 = u32::MAX as u64;
/// Most bytes of a file with a secret.
const SECRET_BYTES: u64 = 4096;

/// Makes a bundle.
pub(super) fn run(arguments: &BundleArguments, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    sink::refuse_inside(&arguments.out, &arguments.dir)?;
    let files = folder(&arguments.dir)?;
    if arguments.new_secret {
        // A secret among the data would be handed on with them.
        sink::refuse_inside(&arguments.secret, &arguments.dir)?;
        make_secret(&arguments.secret)?;
    }
    let secret = secret(&arguments.secret)?;
    let bytes = bundle(&files, &policy, arguments.as_of, &secret)?;
    // What was written is what can be read.
    let made = Bundle::open(bytes.clone().into(), &arguments.out.display().to_string())?;
    sink::write_bytes(&arguments.out, &bytes)?;
    print(stdout, &format!("root {}\n", made.root()))?;
    Ok(DONE)
}

/// Checks a bundle, a slip, or both.
pub(super) fn verify(arguments: &Verify, stdout: &mut dyn Write) -> Result<u8> {
    let mut root = arguments.root.clone();
    if let Some(file) = &arguments.bundle {
        let bundle = opened(file)?;
        if let Some(root) = root.as_deref().filter(|root| *root != bundle.root()) {
            let met = format!("the root {}, not {root}", bundle.root());
            return Err(differs(file, met));
        }
        print(stdout, &told(&bundle))?;
        if let Some(file) = &arguments.secret {
            bundle.check_workers(&secret(file)?)?;
            print(stdout, "workers: the root over them is that of the tables\n")?;
        }
        if let Some(data) = &arguments.data {
            compare(&bundle, file, data, stdout)?;
        }
        root = Some(bundle.root().to_owned());
    }
    if let (Some(file), Some(root)) = (&arguments.slip, root) {
        let place = file.display().to_string();
        let slip = Slip::from_json(&text(file, SLIP_BYTES)?, &place)?;
        slip.check(&root, &place)?;
        print(stdout, &format!("slip: stands under the root {root}\n"))?;
    }
    Ok(DONE)
}

/// What a bundle says of itself, once every byte was checked.
fn told(bundle: &Bundle) -> String {
    let manifest = bundle.manifest();
    format!(
        "root {}\nas of {}, policy {} ({}), engine {}\n{} input(s), {} output(s), {} worker(s): \
         every byte as the manifest says\n",
        bundle.root(),
        manifest.as_of,
        manifest.policy.name,
        &manifest.policy.fingerprint.get(..12).unwrap_or_default(),
        manifest.engine_version,
        manifest.inputs.len(),
        manifest.files.len(),
        manifest.workers
    )
}

/// Computes a bundle again.
fn compare(bundle: &Bundle, place: &Path, data: &Path, stdout: &mut dyn Write) -> Result<()> {
    let compared = bundle.compare(&folder(data)?)?;
    let mut columns = Columns::default();
    for line in &compared {
        let kind = match line.kind {
            Kind::Input => "input",
            Kind::Output => "output",
        };
        let from = line.record.map_or(String::new(), |record| format!("from line {record}"));
        columns.row([kind, &line.name, line.verdict.word(), &from]);
    }
    print(stdout, &format!("\n{}\n", columns.text(|_| false)))?;
    let differing = || compared.iter().filter(|line| line.verdict != Verdict::Agrees);
    let Some(first) = differing().next() else {
        return print(stdout, "computed again: everything agrees\n");
    };
    let count = differing().count();
    let word = first.verdict.word();
    let met = format!("{count} file(s) that do not agree; the first: {} {word}", first.name);
    Err(differs(place, met))
}

/// What was checked is not what it should be.
fn differs(place: &Path, met: String) -> Error {
    Error::Input {
        place: place.display().to_string(),
        met,
        expected: "what the root stands for",
        advice: "ask who handed it over for the bundle, the data and the root that belong together",
    }
}

/// Writes the slip of a worker.
pub(super) fn slip(arguments: &SlipArguments, stdout: &mut dyn Write) -> Result<u8> {
    let bundle = opened(&arguments.bundle)?;
    let slip = bundle.slip(&arguments.worker, &secret(&arguments.secret)?)?;
    sink::write_text(&arguments.out, &slip.to_json())?;
    print(stdout, &format!("root {}\n", bundle.root()))?;
    Ok(DONE)
}

/// Shows ids under a keyed hash, in the order of the file.
pub(super) fn hash_ids(arguments: &HashIds, stdout: &mut dyn Write) -> Result<u8> {
    let ids = text(&arguments.ids, BUNDLE_BYTES)?;
    if arguments.new_key {
        make_secret(&arguments.key)?;
    }
    let key = secret(&arguments.key)?;
    for id in ids.lines() {
        print(stdout, &(key.hash_id(id) + "\n"))?;
    }
    Ok(DONE)
}

/// The bundle of a file.
fn opened(file: &Path) -> Result<Bundle> {
    Bundle::open(bytes(file, BUNDLE_BYTES)?.into(), &file.display().to_string())
}

/// The secret of a file.
fn secret(file: &Path) -> Result<Secret> {
    Secret::from_text(&text(file, SECRET_BYTES)?, &file.display().to_string())
}

/// A file as text.
fn text(file: &Path, limit: u64) -> Result<String> {
    String::from_utf8(bytes(file, limit)?).map_err(|error| Error::Decode {
        place: file.display().to_string(),
        format: "text",
        reason: error.utf8_error().to_string(),
    })
}

/// The bytes of a file that has not more than `limit`.
fn bytes(file: &Path, limit: u64) -> Result<Vec<u8>> {
    let place = || file.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    let length = read.map_err(|source| Error::Io { place: place(), source })?;
    if length as u64 > limit {
        return Err(Error::Input {
            place: place(),
            met: format!("a file of more than {limit} bytes"),
            expected: "a smaller one",
            advice: "check that it is the file that was meant",
        });
    }
    Ok(bytes)
}

/// Where the system gives bytes that nobody can guess.
const CHANCE: &str = "/dev/urandom";

/// Makes a secret in a new file that its owner alone may read.
fn make_secret(file: &Path) -> Result<()> {
    let mut chance = [0; 32];
    let read = File::open(CHANCE).and_then(|mut source| source.read_exact(&mut chance));
    let written = read.and_then(|()| write_secret(file, &(hex(&chance) + "\n")));
    written.map_err(|error| Error::Output {
        place: file.display().to_string(),
        reason: error.to_string(),
        advice: "name a file that is not there yet; where the system has no /dev/urandom, write 64 \
                 hexadecimal digits from a good source of chance into it",
    })
}

fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    let done = written.write_all(text.as_bytes()).and_then(|()| written.sync_all());
    if done.is_err() {
        // Half a secret is none.
        let _left = fs::remove_file(file);
    }
    done
}
