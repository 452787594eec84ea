//! What the module holds and never calls, cut off.
//!
//! A linker leaves out what nothing refers to. These functions are referred to: by a table of
//! methods of which one is used, or behind an option that is never set. They become a stop, and
//! what they alone called goes with them when the module is bound.

use rustc_demangle::demangle;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// What names of functions hold, all of it in this order, and why nobody calls them.
const CUT: [(&[&str], &str); 52] = [
    // The codecs of Parquet come as pairs; the module writes no Parquet.
    (&["Codec as parquet::compression::Codec>::compress"], "writes Parquet"),
    (&["ZSTD_compress"], "packs with zstd"),
    (&["HUF_buildCTable"], "packs with zstd"),
    (&["HUF_compress"], "packs with zstd"),
    (&["HUF_writeCTable"], "packs with zstd"),
    (&["FSE_buildCTable"], "packs with zstd"),
    (&["FSE_compress"], "packs with zstd"),
    (&["FSE_normalizeCount"], "packs with zstd"),
    (&["FSE_writeNCount"], "packs with zstd"),
    (&["HIST_count"], "packs with zstd"),
    // Text alone is read as dictionaries, its words by numbers of 32 bits.
    (&["primitive_array::pack_dictionary"], "packs numbers into dictionaries"),
    (&["ByteArrayDictionaryReader<u", " as "], "reads dictionaries by other numbers"),
    (&["ByteArrayDictionaryReader<i8", " as "], "reads dictionaries by other numbers"),
    (&["ByteArrayDictionaryReader<i16", " as "], "reads dictionaries by other numbers"),
    (&["ByteArrayDictionaryReader<i64", " as "], "reads dictionaries by other numbers"),
    (&["ByteArrayDictionaryReader<i32, i64", " as "], "reads dictionaries of long texts"),
    // Rows are never filtered or skipped while Parquet is read.
    (&["CachedArrayReader as "], "keeps columns for filters of rows"),
    (&[" as parquet::arrow::array_reader::ArrayReader>::skip_records"], "skips rows"),
    (&["parquet::arrow::array_reader::skip_records::<"], "skips rows"),
    (&["parquet::file::metadata::parser::parse_offset_index"], "reads where pages lie"),
    (&["arrow_select::filter::"], "filters rows"),
    // Arrow files whose dictionaries grow join plain values alone.
    (&["arrow_select::interleave::"], "mixes arrays: nested ones, dictionaries of dictionaries"),
    (&["arrow_select::dictionary::"], "merges dictionaries"),
    (&["arrow_select::concat::concat_dictionaries"], "joins dictionaries"),
    (&["arrow_select::concat::concat_list"], "joins lists"),
    (&["arrow_select::concat::concat_structs"], "joins structures"),
    (&["arrow_select::concat::concat_maps"], "joins maps"),
    (&["arrow_select::concat::concat_run_arrays"], "joins runs"),
    (
        &["<arrow_data::transform::MutableArrayData>::with_capacities"],
        "joins what has no way of its own",
    ),
    (&["<arrow_data::transform::MutableArrayData>::freeze"], "joins what has no way of its own"),
    // No column that is read is nested: rows are taken of plain values, by numbers of 32 bits.
    (&["arrow_select::take::take_list"], "takes lists"),
    (&["arrow_select::take::take_fixed_size"], "takes arrays of a fixed size"),
    (&["arrow_select::take::take_run"], "takes runs"),
    (&["ListArrayReader", " as parquet::arrow::array_reader::ArrayReader>::"], "reads lists"),
    (&["ListViewArrayReader", " as parquet::arrow::array_reader::ArrayReader>::"], "reads lists"),
    (&["MapArrayReader as parquet::arrow::array_reader::ArrayReader>::"], "reads maps"),
    (&["<arrow_array::array::union_array::UnionArray"], "holds unions"),
    (&["arrow_data::transform::run::"], "lengthens runs"),
    (&["arrow_data::transform::union::"], "lengthens unions"),
    (&["arrow_select::take::take_impl::<", "types::UInt64Type>"], "takes by long numbers"),
    (&["arrow_select::take::take_impl::<", "types::Int32Type>"], "takes of unions"),
    (&["arrow_ipc::writer::unslice_run_array"], "writes runs"),
    // Threads are those that the page starts.
    (
        &["rayon_core::registry::Registry>::new::<rayon_core::registry::DefaultSpawn"],
        "starts threads",
    ),
    // An array is never shown as code shows it.
    (&["<arrow_array::array::", " as core::fmt::Debug>::fmt"], "shows arrays"),
    // Workbooks are packed with deflate as it comes, and hold cells alone.
    (&["zopfli::"], "packs workbooks slowly"),
    (&["<rust_xlsxwriter::chart::Chart>::write_"], "writes charts"),
    (&["<rust_xlsxwriter::chart::Chart as core::clone::Clone>::clone"], "copies charts"),
    (&["<rust_xlsxwriter::drawing::Drawing>::write_"], "writes pictures and charts on sheets"),
    (&["<rust_xlsxwriter::drawing::Drawing>::assemble"], "writes pictures and charts on sheets"),
    (&["<rust_xlsxwriter::vml::Vml>::assemble_xml_file"], "writes comments on sheets"),
    (&["<rust_xlsxwriter::shape::Shape as core::clone::Clone>::clone"], "copies shapes"),
    (&["<rust_xlsxwriter::worksheet::Worksheet>::write_sheet_protection"], "protects sheets"),
];

/// A function of fewer instructions stays: of equal functions the compiler keeps one, under the
/// name of any of them, and short ones of different types are often equal.
const SHORT: u64 = 60;

/// Cuts them off; tells which of them are not there.
pub fn cut(module: &mut Module) -> Vec<String> {
    let mut left = Vec::new();
    let mut named = Vec::new();
    for function in module.funcs.iter() {
        if let (FunctionKind::Local(local), Some(name)) = (&function.kind, &function.name)
            && local.size() >= SHORT
        {
            named.push((function.id(), format!("{:#}", demangle(name))));
        }
    }
    for (parts, what) in CUT {
        let found: Vec<_> = named.iter().filter(|(_, name)| has(name, parts)).collect();
        if found.is_empty() {
            left.push(format!("nothing is named `{}` ({what})", parts.join("…")));
        }
        found.into_iter().for_each(|(id, _)| stop(module, *id));
    }
    left
}

/// Whether a name holds all parts, one behind the other.
fn has(name: &str, parts: &[&str]) -> bool {
    let mut rest = Some(name);
    for part in parts {
        rest = rest.and_then(|rest| rest.split_once(part)).map(|(_, behind)| behind);
    }
    rest.is_some()
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
