internal import ProxyModel

/// A list or an object as rows and columns of text.
struct TextTable {
    private let head: [String]
    private let rows: [[String]]

    /// A list becomes a row per element with the columns of its operation, an object a row per member.
    init(_ value: JSONValue, of answer: OperationAnswer) {
        if case .list(let key, _, _, let columns) = answer.content, let elements = value[key]?.arrayValue {
            head = columns
            rows = elements.map { element in columns.map { Self.text(element[$0]) } }
        } else {
            head = ["field", "value"]
            rows = (value.objectValue?.members ?? []).map { [$0.name, Self.text($0.value)] }
        }
    }

    /// Columns padded with spaces, titles in upper case, for people.
    var plain: [UInt8] {
        let lines = [head.map { $0.uppercased() }] + rows.map { $0.map(Self.oneLine) }
        let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for line in lines {
            var row = ""
            for (cell, width) in zip(line, widths) {
                row += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while row.last == " " { row.removeLast() }
            text += row + "\n"
        }
        return Array(text.utf8)
    }

    /// Comma-separated values with a line of titles (RFC 4180).
    var csv: [UInt8] {
        let lines = [head] + rows
        return Array(lines.map { $0.map(Self.csvCell).joined(separator: ",") + "\r\n" }.joined().utf8)
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .array(let elements): elements.map { Self.text($0) }.joined(separator: " ")
        case let value?: value.compactText
        }
    }

    /// No control byte reaches a terminal.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    private static func csvCell(_ text: String) -> String {
        var cell = text
        // A spreadsheet would run such a cell as a formula.
        if let first = text.first, "=+-@\t\r".contains(first) { cell = "'" + cell }
        guard cell.contains(where: { ",\"\r\n".contains($0) }) || cell.contains("\r\n") else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
