extension HTML {
    /// How much a button stands out.
    package enum Emphasis: String, Sendable {
        case primary, secondary, danger
        /// Like a link, inside lists.
        case quiet
    }

    /// A button that sends its form, with a name and value when the form has several.
    package static func button(
        _ label: String, _ emphasis: Emphasis = .primary, name: String? = nil, value: String = ""
    ) -> HTML {
        let named: HTML? = name.map { " name=\"\($0)\" value=\"\(value)\"" }
        return "<button type=\"submit\" class=\"\(emphasis.rawValue)\"\(named)>\(label)</button>"
    }

    /// A link that looks like a button.
    ///
    /// `path` is a path of this origin, or an address that was checked to be http or https.
    package static func link(_ label: String, to path: String, _ emphasis: Emphasis = .secondary) -> HTML {
        "<a class=\"button \(emphasis.rawValue)\" href=\"\(path)\">\(label)</a>"
    }
}
