extension HTML {
    /// What a notice is about.
    package enum Tone: String, Sendable {
        case error, warning, success, information
    }

    /// A message above the rest of a page; errors are read out at once.
    package static func notice(_ tone: Tone, title: String, _ content: HTML = HTML()) -> HTML {
        let role = tone == .error ? "alert" : "note"
        let body: HTML? = content == HTML() ? nil : "<div>\(content)</div>"
        return "<div class=\"notice \(tone.rawValue)\" role=\"\(role)\"><p><strong>\(title)</strong></p>\(body)</div>\n"
    }
}
