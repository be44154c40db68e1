//! The effective settings written out as a configuration, each with where it comes from.

use serde::Serialize;

use super::{Origin, Origins, Settings};
use crate::finding::Lang;

impl Settings {
    /// All settings in the shape of `huibiao.toml`, each with its origin behind it. Passwords are only counted.
    pub fn shown(&self) -> String {
        let mut sheet = Sheet { text: String::new(), origins: &self.origins };
        sheet.line("# 生效的配置；每行后面是它从哪里来。(the effective settings, each with where it comes from)");
        self.top(&mut sheet);
        sheet.table("duties");
        let duties = &self.duties;
        sheet.put("duties.helper_children", &duties.helper_children.to_string());
        sheet.put("duties.month_due_day", &duties.month_due_day.to_string());
        sheet.put("duties.calls_per_month", &duties.calls_per_month.to_string());
        sheet.put("duties.visits_per_term", &duties.visits_per_term.to_string());
        let day = |(month, day): (u32, u32)| format!("{month:02}-{day:02}");
        let holidays =
            duties.holidays.iter().flatten().map(|stretch| format!("{}..{}", day(stretch.first), day(stretch.last)));
        sheet.put("duties.holidays", &list(holidays));
        sheet.table("standards");
        for (name, value) in self.standards.named() {
            sheet.put(&format!("standards.{name}"), &value.to_string());
        }
        sheet.table("targets");
        for (name, value) in self.targets.named() {
            sheet.put(&format!("targets.{name}"), &value.to_string());
        }
        sheet.table("local");
        sheet.put("local.parents", &quoted(&spelled(self.local.parents)));
        sheet.put("local.away_months", &self.local.away_months.to_string());
        sheet.put("local.county", &quoted(&self.local.county));
        sheet.table("care");
        for (name, value) in self.care.limits() {
            sheet.put(&format!("care.{name}"), &value.to_string());
        }
        for (flag, weight) in &self.care.flags {
            sheet.put(&format!("care.{flag}"), &quoted(&spelled(weight)));
        }
        self.limits(&mut sheet);
        self.entries(&mut sheet);
        sheet.text
    }

    fn top(&self, sheet: &mut Sheet<'_>) {
        match &self.town {
            Some(town) => sheet.put("town", &quoted(town)),
            None => sheet.line("# town：从学校名称看出 (told from the schools' names)"),
        }
        sheet.put("period", &quoted(&self.period.to_string()));
        sheet.line(&format!("# as_of {}{}", self.as_of, sheet.origin("as_of")));
        sheet.put("lang", &quoted(if self.lang == Lang::En { "en" } else { "zh" }));
        sheet.put("profile", &quoted(&spelled(self.profile.definition)));
        sheet.put("ages", &format!("[{}, {}]", self.profile.least_age, self.profile.greatest_age));
        sheet.put("schools", &list(self.schools.iter().map(|school| school.name.clone())));
        match &self.required_forms {
            Some(forms) => sheet.put("required_forms", &list(forms.iter().cloned())),
            None => sheet.line("# required_forms：表的定义里写着 required 的 (those whose definition says so)"),
        }
        sheet.put("counselling_text", &self.counselling_text.to_string());
        sheet.line(&format!("# passwords：{} 个 ({0}){}", self.passwords.len(), sheet.origin("passwords")));
    }

    fn limits(&self, sheet: &mut Sheet<'_>) {
        const MIB: u64 = 1024 * 1024;
        let limits = &self.limits;
        sheet.table("limits");
        for (name, value) in [
            ("file_mib", limits.file_bytes / MIB),
            ("unpacked_mib", limits.unpacked_bytes / MIB),
            ("part_mib", limits.part_bytes / MIB),
            ("ratio", limits.ratio),
            ("entries", limits.entries),
            ("rows", limits.rows),
            ("cells", limits.cells),
            ("text_mib", limits.text_bytes / MIB),
            ("worker_mib", limits.worker_bytes / MIB),
            ("worker_seconds", limits.worker_seconds),
        ] {
            sheet.put(&format!("limits.{name}"), &value.to_string());
        }
    }

    /// What stands in lists of tables, each on one line.
    fn entries(&self, sheet: &mut Sheet<'_>) {
        for duty in &self.asked {
            let kind = duty.kind.as_deref();
            let mark = duty.mark.as_deref();
            let key = ["duty", duty.form.as_str()].into_iter().chain(kind).chain(mark).collect::<Vec<_>>().join(".");
            let mut kind = kind.map(|kind| format!("kind = {}\n", quoted(kind))).unwrap_or_default();
            kind.extend(mark.map(|mark| format!("with = {}\n", quoted(mark))));
            let origin = sheet.origin(&key);
            sheet.line(&format!(
                "\n[[duty]]{origin}\nform = {}\n{kind}per = {}\nmin = {}",
                quoted(&duty.form),
                quoted(&spelled(duty.per)),
                duty.min
            ));
        }
        for item in &self.centre {
            let origin = sheet.origin(&format!("centre.{}", item.item));
            let aliases = list(item.aliases.iter().cloned());
            sheet.line(&format!(
                "\n[[centre]]{origin}\nitem = {}\naliases = {aliases}\nmin = {}",
                quoted(&item.item),
                item.min
            ));
        }
        let mut form = "";
        for header in &self.headers {
            if header.form != form {
                form = &header.form;
                sheet.line(&format!("\n[headers.{form}]"));
            }
            let field = header.field.as_deref().map_or_else(|| "false".to_owned(), quoted);
            sheet.line(&format!("{} = {field}  # {}", quoted(&header.header), header.file));
        }
    }
}

struct Sheet<'a> {
    text: String,
    origins: &'a Origins,
}

impl Sheet<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn table(&mut self, name: &str) {
        self.line(&format!("\n[{name}]"));
    }

    /// A setting, by its dotted key.
    fn put(&mut self, key: &str, value: &str) {
        let name = key.rsplit('.').next().unwrap_or(key);
        let line = format!("{name} = {value}{}", self.origin(key));
        self.line(&line);
    }

    fn origin(&self, key: &str) -> String {
        match self.origins.of(key) {
            None => "  # 默认 (default)".to_owned(),
            Some(Origin::File(file)) => format!("  # {file}"),
            Some(Origin::Option(option)) => format!("  # 命令行 {option} (command line)"),
            Some(Origin::Variable(name)) => format!("  # 环境变量 {name} (environment)"),
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(items: impl Iterator<Item = String>) -> String {
    toml::Value::Array(items.map(toml::Value::String).collect()).to_string()
}

/// How a fieldless enum is spelled in the configuration.
fn spelled(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn what_is_shown_is_a_configuration_that_says_the_same() {
        let new = || Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        let mut settings = new();
        let text = "profile = \"local\"\nschools = [\"柳林小学\"]\npasswords = [\"hush\"]\n[local]\ncounty = \"平川\"\n\
                    [standards]\naid_primary = 600\n[care]\npoor = \"red\"\ncarer_years = 65\n[targets]\npaired = 90\n\
                    [[centre]]\nitem = \"图书\"\nmin = 500\n[[duty]]\nform = \"contact\"\nkind = \"谈心\"\nper = \"month\"\nmin = 2\n\
                    [headers.child-info]\n\"鞋码\" = false\n";
        super::super::read("huibiao.toml", text.as_bytes(), &mut settings).unwrap();
        settings.origins.set("period", Origin::Option("--period"));
        let shown = settings.shown();
        for line in [
            "county = \"平川\"  # huibiao.toml",
            "aid_primary = 600  # huibiao.toml",
            "aid_junior = 800  # 默认 (default)",
            "carer_years = 65  # huibiao.toml",
            "poor = \"red\"  # huibiao.toml",
            "period = \"2026Q4\"  # 命令行 --period (command line)",
            "ages = [0, 17]  # 默认 (default)",
            "\"鞋码\" = false  # huibiao.toml",
            "# passwords：1 个 (1)  # huibiao.toml",
        ] {
            assert!(shown.lines().any(|known| known == line), "{line}\n{shown}");
        }
        assert!(
            shown.contains("[[duty]]  # huibiao.toml\nform = \"contact\"\nkind = \"谈心\"\nper = \"month\"\nmin = 2"),
            "{shown}"
        );
        assert!(shown.contains("[[centre]]  # huibiao.toml\nitem = \"图书\"") && !shown.contains("hush"), "{shown}");
        let mut again = new();
        super::super::read("shown.toml", shown.as_bytes(), &mut again).unwrap();
        assert_eq!((again.care, again.centre, again.asked), (settings.care, settings.centre, settings.asked));
        assert_eq!(
            (again.local, again.targets, again.standards),
            (settings.local, settings.targets, settings.standards)
        );
        assert_eq!((again.profile, again.duties, again.limits), (settings.profile, settings.duties, settings.limits));
    }
}
