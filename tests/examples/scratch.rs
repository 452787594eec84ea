#[path = "../ways/mod.rs"] mod ways;
use anxin_tests::*;
fn main(){
 let a: Vec<u64> = std::env::args().skip(1).map(|x| x.parse().unwrap()).collect();
 for seed in a[0]..a[1] { let (w,p)=worlds::of_seed(seed);
  let f=folder::Folder::new("scr").unwrap(); w.write_csv(f.path()).unwrap();
  let asked=laws::Asked{folder:f.path().into(),as_of:w.as_of(),policy:p,threads:None};
  match (ways::twin(&asked),ways::engine(&asked)) {
   (Ok(mut t),Ok(mut e))=>{ t.remove("wage_lines");
     for m in [&mut t,&mut e] { 
       let mut s=tables::Sheet::read(&m["findings"]); s.rows.retain(|r| !(r[0]=="punch_unpaired" || r[0]=="day_over_24h" || r[0]=="negative_amount")); m.insert("findings".into(), s.csv());
       let s=tables::Sheet::read(&m["project_totals"]).without(&["deposit_provisional"]); m.insert("project_totals".into(), s.csv()); }
     if let Some(x)=tables::differences_as_sets(&t,&e){ println!("=== {seed} {:?}\n{x}",p); } }
   (t,e)=>println!("=== {seed} {:?} {:?}",t.map(drop),e.map(drop)),
  } } }
