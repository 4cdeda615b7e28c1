extension HTML {
    /// A framed part of a page, with a heading when it is one of several.
    package static func card(heading: String? = nil, id: String? = nil, _ content: HTML) -> HTML {
        guard let heading else { return "<div class=\"card\">\(content)</div>\n" }
        let anchor = "heading-" + (id ?? DisplayText.line(heading).filter(\.isLetter).lowercased())
        return """
            <section class="card" aria-labelledby="\(anchor)"><h2 id="\(anchor)">\(heading)</h2>
            \(content)</section>

            """
    }

    /// Names with what they stand for.
    package static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
        let rows = facts.map { fact -> HTML in "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>" }
        return "<dl class=\"facts\">\(rows)</dl>"
    }

    /// Entries one below the other.
    package static func list(_ entries: [HTML], class kind: StaticString = "plain") -> HTML {
        "<ul class=\"\(.raw(kind))\">\(entries.map { entry -> HTML in "<li>\(entry)</li>" })</ul>"
    }
}
