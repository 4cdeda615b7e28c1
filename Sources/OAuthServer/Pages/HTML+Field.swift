extension HTML {
    /// What a field takes.
    package enum FieldType: String, Sendable {
        case text, password
    }

    /// A field with its label; with an error it is marked as invalid and says why.
    ///
    /// `autocomplete` is a token of HTML §4.10.18.7, `username` or `current-password` for instance.
    package static func field(
        label: String, name: String, type: FieldType = .text, value: String = "", hint: String? = nil,
        error: String? = nil, autocomplete: String = "off", isRequired: Bool = true, isFocused: Bool = false,
        maximumLength: Int = 256
    ) -> HTML {
        let id = "field-" + name
        let hintMarkup: HTML? = hint.map { "<p class=\"hint\" id=\"\(id)-hint\">\($0)</p>" }
        let errorMarkup: HTML? = error.map { "<p class=\"problem\" id=\"\(id)-error\">\($0)</p>" }
        let descriptions = [hint.map { _ in id + "-hint" }, error.map { _ in id + "-error" }].compactMap { $0 }
        let described: HTML? =
            descriptions.isEmpty ? nil : " aria-describedby=\"\(descriptions.joined(separator: " "))\""
        let invalid: HTML? = error == nil ? nil : " aria-invalid=\"true\""
        let required: HTML? = isRequired ? " required" : nil
        let focus: HTML? = isFocused ? " autofocus" : nil
        return """
            <div class="field"><label for="\(id)">\(label)</label>\(hintMarkup)
            <input id="\(id)" name="\(name)" type="\(type.rawValue)" value="\(value)" autocomplete="\(autocomplete)" \
            autocapitalize="none" spellcheck="false" maxlength="\(maximumLength)"\(required)\(focus)\(described)\(invalid)>
            \(errorMarkup)</div>
            """
    }
}
