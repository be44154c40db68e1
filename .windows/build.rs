//! Gives the Windows program its icon, its version and its manifest; elsewhere there is nothing to do.

use std::env;

/// Long paths, UTF-8 and no question for an administrator's rights.
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3"><security><requestedPrivileges>
    <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
  </requestedPrivileges></security></trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1"><application>
    <supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
  </application></compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3"><windowsSettings>
    <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
    <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
  </windowsSettings></application>
</assembly>
"#;

fn main() {
    println!("cargo::rerun-if-changed=.windows");
    if env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon(".windows/huibiao.ico")
        .set_manifest(MANIFEST)
        .set_language(0x0804)
        .set("ProductName", "汇表 huibiao")
        .set("FileDescription", "汇表：收齐、核对、汇总学校表格")
        .set("OriginalFilename", "huibiao.exe");
    // A program without its icon is still the program: say so, go on.
    if let Err(error) = resource.compile() {
        println!("cargo::warning=no icon and version: {error}");
    }
}
