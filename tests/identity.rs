//! Who a row is about, where exports tell people apart by their Social Work England number.

use moderato::dates::Day;
use moderato::ingest::{ingest, read_folder_config};

use crate::formats::{HEAD, write};

#[test]
fn workers_are_found_by_their_social_work_england_number() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "{HEAD}[[source]]\ntable = \"workers\"\npath = \"exports/workers.csv\"\n[[source]]\ntable = \"sessions\"\npath = \"exports/learning.csv\"\nworker_by = \"swe_number\"\ncolumns = {{ worker_id = \"Registration\" }}\n"
    );
    write(folder.path(), "moderato.toml", config);
    let workers = "worker_id,started_on,swe_number\nW1,2024-09-02,SW0100001\nW2,2024-09-02,swe 100002\nW3,2024-09-02,SW100003\nW4,2024-09-02,100003\n";
    write(folder.path(), "exports/workers.csv", workers);
    let learning = "Registration,Course,Date\n100001,MASH,2025-01-06\nSWE100002,Induction,2025-01-07\n100003,MASH,2025-01-08\n100009,MASH,2025-01-09\n";
    write(folder.path(), "exports/learning.csv", learning);
    let folder = read_folder_config(folder.path()).unwrap();
    let ingested = ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let sessions = ingested.records.table("sessions").unwrap();
    let found: Vec<_> = (0..sessions.rows()).map(|row| sessions.texts("worker_id").get(row)).collect();
    assert_eq!(found, [Some("W1"), Some("W2")]);
    assert_eq!(ingested.people.texts("swe_number").get(0), Some("SW100001"));
    assert_eq!(ingested.table_counts("sessions").others, 2);
    let said: Vec<_> = ingested.rejected.iter().chain(ingested.notices).collect();
    assert!(said.iter().any(|d| d.code.name() == "shared-swe-number"), "{said:#?}");
    assert!(!format!("{said:?}").contains("10000"), "{said:#?}");
}

/// An export of the whole workforce that tells people apart by their number: however its column is named, and
/// whether or not everybody has a number.
#[test]
fn a_number_may_be_named_what_it_is_and_those_without_one_are_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let workers = "worker_id,started_on,swe_number\nW1,2024-09-02,SW0100001\nW2,2024-09-02,swe 100002\n";
    write(folder.path(), "workers.csv", workers);
    let learning = "Employee No,SWE Registration No,Course,Date\n7,100001,MASH,2025-01-06\n8,,Induction,not a date\n\
                    9,SW100002,Induction,2025-01-08\n10,100009,MASH,2025-01-09\n11,1.2E+11,MASH,2025-01-09\n";
    write(folder.path(), "learning.csv", learning);
    let read = |columns: &str, others: &str| {
        let config = format!(
            "{HEAD}[[source]]\ntable = \"workers\"\npath = \"workers.csv\"\n[[source]]\ntable = \"sessions\"\npath = \"learning.csv\"\nworker_by = \"swe_number\"\n{columns}{others}"
        );
        write(folder.path(), "moderato.toml", config);
        let folder = read_folder_config(folder.path())?;
        ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap())
    };
    let set_aside = "others = \"set_aside\"\n";
    for columns in [
        "",
        "columns = { swe_number = \"SWE Registration No\" }\n",
        "columns = { worker_id = \"SWE Registration No\" }\n",
    ] {
        let ingested = read(columns, set_aside).unwrap();
        let counts = ingested.table_counts("sessions");
        assert_eq!((counts.read, counts.kept, counts.set_aside), (5, 2, 2), "{columns}");
        let sessions = ingested.records.table("sessions").unwrap();
        let found: Vec<_> = (0..2).map(|row| sessions.texts("worker_id").get(row)).collect();
        assert_eq!(found, [Some("W1"), Some("W2")], "{columns}");
        // A number that a spreadsheet has spoilt may be anybody's.
        let rejected: Vec<_> = ingested.rejected.iter().collect();
        assert_eq!(rejected.len(), 1, "{rejected:#?}");
        assert_eq!((rejected[0].code.name(), rejected[0].place.row), ("bad-number", Some(6)));
        assert_eq!(rejected[0].place.column.as_deref(), Some("SWE Registration No"));
        let said: Vec<&str> = ingested.notices.iter().map(|notice| notice.message.as_str()).collect();
        assert!(
            said.iter().any(|message| message.contains("those without a Social Work England number")),
            "{said:?}"
        );
    }
    // Where the others are listed, so is a row without a number.
    let counts = read("", "").unwrap().table_counts("sessions");
    assert_eq!((counts.kept, counts.rejected, counts.others, counts.set_aside), (2, 3, 1, 0));
    let error = read("columns = { swe_number = \"SWE Registration No\", worker_id = \"Employee No\" }\n", "")
        .err()
        .unwrap();
    assert!(error.detail.contains("both name the column that tells workers apart"), "{error}");
}

#[test]
fn a_number_is_not_a_column_unless_workers_are_told_apart_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "{HEAD}[[source]]\ntable = \"sessions\"\npath = \"learning.csv\"\ncolumns = {{ swe_number = \"Number\" }}\n"
    );
    write(folder.path(), "moderato.toml", config);
    let error = read_folder_config(folder.path()).err().unwrap();
    assert!(error.detail.contains("write worker_by = \"swe_number\" too"), "{error}");
}
