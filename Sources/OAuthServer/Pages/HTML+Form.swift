extension HTML {
    /// A form that is posted to a path of this origin, with fields that are not shown.
    package static func form(action: String, hidden: [(name: String, value: String)] = [], _ content: HTML) -> HTML {
        let fields = hidden.map { field -> HTML in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
        }
        return "<form method=\"post\" action=\"\(action)\">\(fields)\(content)</form>\n"
    }

    /// Buttons beside each other, the first one the most likely.
    package static func actions(_ buttons: HTML...) -> HTML { "<div class=\"actions\">\(buttons)</div>" }
}
