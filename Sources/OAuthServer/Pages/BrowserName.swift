/// What a browser is called, by the field `User-Agent`: enough for its user to tell one from another, no more.
enum BrowserName {
    /// The name and the system, `Firefox on Linux`; a text of another form is shown as it is, cut.
    static func describe(_ agent: String) -> String {
        let browser = first(of: browsers, in: agent)
        let system = first(of: systems, in: agent)
        switch (browser, system) {
        case (let browser?, let system?): return browser + " on " + system
        case (let browser?, nil): return browser
        case (nil, let system?): return "A browser on " + system
        case (nil, nil): return agent.isEmpty ? "A browser" : DisplayText.line(agent, limit: 60)
        }
    }

    private static func first(of marks: [(mark: String, name: String)], in agent: String) -> String? {
        marks.first { agent.contains($0.mark) }?.name
    }

    /// Every browser pretends to be others as well: the one that none pretends to be comes first.
    private static let browsers = [
        (mark: "Edg/", name: "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]

    private static let systems = [
        (mark: "iPhone", name: "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]
}
