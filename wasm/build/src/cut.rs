//! What the module holds and never calls, cut off.
//!
//! A linker leaves out what nothing refers to. These functions are referred to: by a table of
//! methods of which one is used, or behind an option that is never set. They become a stop, and
//! what they alone called goes with them when the module is bound.

use std::error::Error;

use rustc_demangle::demangle;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Parts of names of functions, and why nobody calls them.
const CUT: [(&str, &str); 13] = [
    // The codecs of Parquet come as pairs; the module writes no Parquet.
    ("Codec as parquet::compression::Codec>::compress", "writes Parquet"),
    ("ZSTD_compress", "packs with zstd"),
    // Rows are never filtered or skipped while Parquet is read.
    ("CachedArrayReader as ", "keeps columns for filters of rows"),
    ("arrow_select::filter::", "filters rows"),
    // Arrow files whose dictionaries grow join plain values alone.
    ("arrow_select::interleave::", "mixes arrays: nested ones, dictionaries of dictionaries"),
    ("arrow_select::dictionary::", "merges dictionaries"),
    ("arrow_select::concat::concat_dictionaries", "joins dictionaries"),
    ("arrow_select::concat::concat_list", "joins lists"),
    ("arrow_select::concat::concat_structs", "joins structures"),
    // No column that is read is nested: rows are taken of plain values.
    ("arrow_select::take::take_list", "takes lists"),
    ("arrow_select::take::take_fixed_size", "takes arrays of a fixed size"),
    ("arrow_select::take::take_run", "takes runs"),
    // Workbooks are packed with deflate as it comes.
    ("zopfli::", "packs workbooks slowly"),
];

/// Cuts them off.
///
/// # Errors
///
/// Where one of them is not there: then it has no place in the list.
pub fn cut(module: &mut Module) -> Result<(), Box<dyn Error>> {
    let mut named = Vec::new();
    for function in module.funcs.iter() {
        if let (FunctionKind::Local(_), Some(name)) = (&function.kind, &function.name) {
            named.push((function.id(), format!("{:#}", demangle(name))));
        }
    }
    for (part, what) in CUT {
        let found: Vec<_> = named.iter().filter(|(_, name)| name.contains(part)).collect();
        if found.is_empty() {
            return Err(format!("nothing is named `{part}` ({what}): take it from the list").into());
        }
        found.into_iter().for_each(|(id, _)| stop(module, *id));
    }
    Ok(())
}

/// Leaves nothing of a function but a stop.
fn stop(module: &mut Module, id: FunctionId) {
    let kind = module.types.get(module.funcs.get(id).ty());
    let (given, told) = (kind.params().to_vec(), kind.results().to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &given, &told);
    builder.func_body().unreachable();
    let places = given.into_iter().map(|kind| module.locals.add(kind)).collect();
    let body = builder.local_func(places);
    module.funcs.get_mut(id).kind = FunctionKind::Local(body);
}
