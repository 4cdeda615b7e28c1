internal import ProxyModel

/// The text of a result in one of the forms, without the last line's end.
enum ResultText {
    static func render(_ json: JSONValue, as presentation: Presentation, in form: OutputForm) -> String {
        switch form {
        case .json: return TerminalText.isOutput ? TerminalText.escaped(json: json.prettyText) : json.prettyText
        case .yaml: return YAMLText.render(json)
        case .csv: return CSVText.render(rows(json), columns: columns(json))
        case .auto, .table: return table(json, presentation)
        }
    }

    private static func table(_ json: JSONValue, _ presentation: Presentation) -> String {
        switch presentation {
        case .sentence(let sentence): return sentence
        case .text(let member): return json[member]?.stringValue ?? json.stringValue ?? json.compactText
        case .document: return json.stringValue ?? json.prettyText
        case .rows(let columns): return TableText.render(rows(json), columns: columns)
        case .history(let columns, let cut):
            return TableText.render(rows(json).reversed(), columns: columns) { cut[$0] ?? .max }
        case .record:
            guard let object = json.objectValue else { return json.compactText }
            return TableText.render(object)
        }
    }

    private static func rows(_ json: JSONValue) -> [JSONValue] { json.arrayValue ?? [json] }

    /// The names of all members, in the order in which they first appear.
    private static func columns(_ json: JSONValue) -> [String] {
        var seen: Set<String> = []
        return rows(json).flatMap { $0.objectValue?.members.map(\.name) ?? [] }.filter { seen.insert($0).inserted }
    }
}
