//! From what was typed to what is to be done: settings from defaults, configuration and options, in that order.

use std::path::{Path, PathBuf};

use super::args::CommonArgs;
use super::exit::Failure;
use super::talk;
use crate::finding::Lang;
use crate::pipeline::{Job, Templates};
use crate::settings::{Edition, Origin, Password, Period, Settings};

/// The name of a configuration that lies in the inbox.
const CONFIG: &str = "huibiao.toml";

/// The environment's variable with passwords of protected workbooks, one a line: an argument would be seen by others.
const PASSWORDS: &str = "HUIBIAO_PASSWORDS";

/// A job for `inboxes`.
///
/// # Errors
///
/// A configuration or template that cannot be read or is faulty.
pub(super) fn job(inboxes: Vec<PathBuf>, common: &CommonArgs) -> Result<Job, Failure> {
    let lang = talk::lang(common.lang);
    let as_of = common.as_of.unwrap_or_else(|| chrono::Local::now().date_naive());
    let mut settings = Settings::new(as_of);
    if let Some(config) = common.config.clone().or_else(|| config_in(&inboxes)) {
        configure(&config, &mut settings, lang)?;
    }
    if let Ok(passwords) = std::env::var(PASSWORDS) {
        let passwords = passwords.lines().filter(|line| !line.is_empty()).map(Password::new);
        settings.passwords.extend(passwords);
        settings.origins.set("passwords", Origin::Variable(PASSWORDS));
    }
    for (key, option, given) in
        [("lang", "--lang", common.lang.is_some()), ("as_of", "--as-of", common.as_of.is_some())]
    {
        if given {
            settings.origins.set(key, Origin::Option(option));
        }
    }
    settings.lang = common.lang.unwrap_or(settings.lang);
    let templates = templates(common.templates.as_deref(), &settings, lang)?;
    let worker = std::env::current_exe().map_err(|error| {
        Failure::usage(lang, format!("找不到程序自己：{error}"), format!("cannot find this program itself: {error}"))
    })?;
    Ok(Job {
        inboxes,
        settings,
        templates,
        ledgers: Vec::new(),
        decisions: Vec::new(),
        editions: vec![Edition::Full],
        dossiers: false,
        password: None,
        verify: false,
        jobs: common.jobs,
        worker,
        template_folder: common.templates.clone(),
        cache: None,
    })
}

/// The quarter of the settings: the option, else what the configuration gave, which is the quarter of as-of by default.
pub(super) fn period(settings: &mut Settings, asked: Option<Period>) {
    if let Some(period) = asked {
        settings.period = period;
        settings.origins.set("period", Origin::Option("--period"));
    }
}

fn config_in(inboxes: &[PathBuf]) -> Option<PathBuf> {
    inboxes.iter().map(|inbox| inbox.join(CONFIG)).find(|path| path.is_file())
}

fn configure(path: &Path, settings: &mut Settings, lang: Lang) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::usage(
            lang,
            format!("配置文件 {name} 读不了：{error}"),
            format!("the configuration {name} cannot be read: {error}"),
        )
    })?;
    crate::settings::read(&name, &bytes, settings).map_err(|error| {
        Failure::usage(lang, format!("配置有错：{error}"), format!("The configuration is faulty: {error}"))
    })
}

fn templates(folder: Option<&Path>, settings: &Settings, lang: Lang) -> Result<Templates, Failure> {
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let name = folder.display();
        return Err(Failure::usage(
            lang,
            format!("没有这个表样文件夹：{name}"),
            format!("no such templates folder: {name}"),
        ));
    }
    Templates::load(folder, settings).map_err(|error| Failure::of(&error.into(), lang))
}
