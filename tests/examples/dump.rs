#[path = "../ways/mod.rs"] mod ways;
use anxin_tests::*;
fn main(){ let seed: u64 = std::env::args().nth(1).unwrap().parse().unwrap(); let (w,p)=worlds::of_seed(seed);
 let f=std::path::PathBuf::from(format!("/tmp/s{seed}")); w.write_csv(&f.join("in")).unwrap();
 std::fs::write(f.join("policy.toml"), p.unwrap_or("")).unwrap(); std::fs::write(f.join("as_of"), w.as_of()).unwrap();
 let a=laws::Asked{folder:f.join("in"),as_of:w.as_of(),policy:p,threads:None};
 for (n,t) in [("twin",ways::twin(&a)),("engine",ways::engine(&a))] { std::fs::create_dir_all(f.join(n)).unwrap(); for (k,v) in t.unwrap() { std::fs::write(f.join(n).join(format!("{k}.csv")),v).unwrap(); } } }
