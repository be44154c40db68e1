//! What a configuration may say, and how a fault in it is told.

use chrono::NaiveDate;

use super::*;

fn settings() -> Settings {
    Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

#[test]
fn every_key_is_read() {
    let mut settings = settings();
    let text = "town = \"青石镇\"\nperiod = \"2026Q3\"\nlang = \"en\"\nprofile = \"guofa-2016-13\"\nages = [0, 15]\n\
                schools = [\"柳林小学\", { name = \"高桥镇中心小学\", aliases = [\"高小\"] }]\n\
                [duties]\nhelper_children = 5\nmonth_due_day = 25\n[limits]\nfile_mib = 8\nrows = 1000\n";
    read("huibiao.toml", text.as_bytes(), &mut settings).unwrap();
    assert_eq!(settings.town.as_deref(), Some("青石镇"));
    assert_eq!(settings.period.to_string(), "2026Q3");
    assert_eq!(settings.lang, Lang::En);
    assert_eq!((settings.profile.least_age, settings.profile.greatest_age), (0, 15));
    assert_eq!(settings.schools[1].aliases, ["高小"]);
    assert_eq!((settings.duties.helper_children, settings.duties.month_due_day), (5, 25));
    assert_eq!((settings.limits.file_bytes, settings.limits.rows), (8 << 20, 1000));
}

#[test]
fn duties_and_holidays_are_read() {
    let mut settings = settings();
    let text = "[duties]\ncalls_per_month = 0\nvisits_per_term = 2\nholidays = [\"07-01..08-31\", \"1-15..02-29\"]\n";
    read("huibiao.toml", text.as_bytes(), &mut settings).unwrap();
    let duties = settings.duties;
    assert_eq!((duties.calls_per_month, duties.visits_per_term), (0, 2));
    let summer = Holiday { first: (7, 1), last: (8, 31) };
    let winter = Holiday { first: (1, 15), last: (2, 29) };
    assert_eq!(duties.holidays, [Some(summer), Some(winter), None, None]);
    read("huibiao.toml", b"[duties]\nholidays = []\n", &mut settings).unwrap();
    assert_eq!(settings.duties.holidays, [None; MOST_HOLIDAYS]);
}

#[test]
fn a_password_is_taken_and_never_shown() {
    let mut settings = settings();
    read("huibiao.toml", "passwords = [\"青石123\", 20261122]\n".as_bytes(), &mut settings).unwrap();
    let revealed: Vec<&str> = settings.passwords.iter().map(Password::reveal).collect();
    assert_eq!(revealed, ["青石123", "20261122"]);
    assert!(!format!("{settings:?}").contains("123") && !format!("{settings:?}").contains("20261122"));
    for text in [
        "passwords = [true, 2024]\n",
        "passwords = [[\"hush2024\"]]\n",
        "passwords = \"hush2024\"\n",
        "passwords = 2024\n",
    ] {
        let error = read("huibiao.toml", text.as_bytes(), &mut settings).unwrap_err().to_string();
        assert!(error.starts_with("huibiao.toml:1: ") && !error.contains("2024"), "{error}");
    }
}

#[test]
fn a_profile_brings_its_own_ages() {
    for (text, ages) in [
        ("profile = \"guofa-2016-13\"", (0, 15)),
        ("profile = \"xueji\"", (3, 15)),
        ("profile = \"guofa-2016-13\"\nages = [6, 17]", (6, 17)),
    ] {
        let mut settings = settings();
        read("huibiao.toml", text.as_bytes(), &mut settings).unwrap();
        assert_eq!((settings.profile.least_age, settings.profile.greatest_age), ages, "{text}");
    }
}

#[test]
fn a_clerks_notepad_is_read() {
    let (gbk, _, _) = encoding_rs::GB18030.encode("town = \"青石镇\"\r\n");
    let mut settings = settings();
    read("huibiao.toml", &gbk, &mut settings).unwrap();
    assert_eq!(settings.town.as_deref(), Some("青石镇"));
}

#[test]
fn a_fault_names_its_line_and_key() {
    for (text, line, part) in [
        ("town = \"甲\"\ntwon = 1\n", 2, "twon"),
        ("\n\nperiod = \"2026\"\n", 3, "period"),
        ("[duties]\nmonth_due_day = 40\n", 2, "duties.month_due_day"),
        ("[duties]\ncalls_per_month = 32\n", 2, "duties.calls_per_month"),
        ("[duties]\nholidays = [\n  \"07-10..08-31\",\n  \"12-25..01-05\",\n]\n", 4, "duties.holidays"),
        ("[duties]\nholidays = [\"02-30..03-01\"]\n", 2, "duties.holidays"),
        (
            "[duties]\n\nholidays = [\"1-1..1-2\", \"2-1..2-2\", \"3-1..3-2\", \"4-1..4-2\", \"5-1..5-2\"]\n",
            3,
            "duties.holidays",
        ),
        ("schools = [1]\n", 1, "schools"),
        ("ages = [9, 3]\n", 1, "ages"),
    ] {
        let error = read("huibiao.toml", text.as_bytes(), &mut settings()).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.message.contains(part), "{error}");
    }
}
