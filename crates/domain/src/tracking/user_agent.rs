//! What a `User-Agent` says about the device: operating system and browser or client, coarsely.

/// Of `DeviceType`, `Windows 10, Chrome`; `unknown` when the text says nothing that is recognised.
pub fn device_type(user_agent: Option<&str>) -> String {
    let text = user_agent.unwrap_or_default();
    match (system(text), client(text)) {
        (Some(system), Some(client)) => format!("{system}, {client}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "unknown".to_owned(),
    }
}

/// The first word that is there names it: Android also says Linux, an iPhone also says Mac OS X.
fn system(text: &str) -> Option<&'static str> {
    let systems = [
        ("Windows NT 10", "Windows 10"),
        ("Windows NT 6.3", "Windows 8.1"),
        ("Windows NT 6.1", "Windows 7"),
        ("Windows", "Windows"),
        ("windows", "Windows"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Android", "Android"),
        ("android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Macintosh", "macOS"),
        ("Darwin", "macOS"),
        ("macos", "macOS"),
        ("Linux", "Linux"),
        ("linux", "Linux"),
    ];
    first(text, &systems)
}

/// Browsers name those they imitate: the most particular word comes first.
fn client(text: &str) -> Option<&'static str> {
    let clients = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Opera", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
        ("amplify", "Amplify"),
        ("Boto3/", "AWS SDK for Python"),
        ("Botocore/", "AWS SDK for Python"),
        ("aws-cli", "AWS CLI"),
        ("aws-sdk-js", "AWS SDK for JavaScript"),
        ("aws-sdk-java", "AWS SDK for Java"),
        ("aws-sdk-go", "AWS SDK for Go"),
        ("aws-sdk-rust", "AWS SDK for Rust"),
        ("aws-sdk-swift", "AWS SDK for Swift"),
        ("aws-sdk-kotlin", "AWS SDK for Kotlin"),
        ("aws-sdk-dotnet", "AWS SDK for .NET"),
        ("okhttp", "OkHttp"),
        ("curl/", "curl"),
    ];
    first(text, &clients)
}

fn first(text: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(word, _)| text.contains(word)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_by_system_and_client() {
        for (text, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/126.0 Safari/537.36",
                "Windows 10, Chrome",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
                "iOS, Safari",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko Firefox/127.0", "Linux, Firefox"),
            (
                "Boto3/1.43 md/Botocore#1.43 os/linux#6.1 lang/python#3.12",
                "Linux, AWS SDK for Python",
            ),
            ("curl/8.5", "curl"),
            ("something else", "unknown"),
        ] {
            assert_eq!(device_type(Some(text)), name, "{text}");
        }
        assert_eq!(device_type(None), "unknown");
    }
}
