//! The register of real complaints, where its folder is at hand (`TOUSU_DATA`, or `../shared/data` beside the
//! repository).

use std::path::{Path, PathBuf};

use crate::{folder, run};

#[expect(clippy::disallowed_methods, reason = "the folder of data is named by the environment")]
fn data() -> Option<PathBuf> {
    let named = std::env::var("TOUSU_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    Some(named.unwrap_or_else(|_| beside()).join("property.csv")).filter(|file| file.is_file())
}

#[test]
fn every_real_complaint_is_classified_and_tiered() {
    let Some(file) = data() else {
        eprintln!("skipped: no property.csv in TOUSU_DATA or ../shared/data");
        return;
    };
    let file = file.to_str().expect("a path in UTF-8");
    let run = run(&folder("real"), &["--json", "--complaints", file]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(document["read"]["complaints"], 2512);
    assert_eq!(document["recorded"]["complaints"], 2512);
    assert_eq!(document["times_without_offset"], 2044);
    assert_eq!(document["as_of_from"], "latest-in-data");
    let faults = document["faults"].as_array().expect("faults");
    let without_time = faults.iter().filter(|fault| fault["treatment"] == "no-due-times").count();
    assert_eq!(without_time, 468);
    assert_eq!(faults.len(), 2044 + 468);
    let total = &document["total"];
    assert_eq!(total["volume"], 2512);
    let tiers: u64 = total["tiers"].as_array().expect("tiers").iter().filter_map(|tier| tier["volume"].as_u64()).sum();
    assert_eq!(tiers, 2512);
    // Without a time of receipt nothing that starts with it is late or in time.
    let register = total["obligations"].as_array().expect("obligations").iter().find(|found| found["id"] == "register");
    assert_eq!(register.expect("the limit of registration")["undetermined"], 468);
}
