internal import ProxyModel

/// Aligned columns for a terminal.
enum TableText {
    /// A line of titles, then one line for each row; cells that are too long are cut.
    static func render(_ rows: [JSONValue], columns: [String]) -> String {
        guard !rows.isEmpty else { return "none" }
        let cells = rows.map { row in columns.map { printable(row[$0]?.cellText ?? "", limit: 60) } }
        let titles = columns.map { $0.uppercased().split(separator: "_").joined(separator: " ") }
        let widths = columns.indices.map { index in ([titles] + cells).map { $0[index].count }.max() ?? 0 }
        return ([titles] + cells).map { line in
            let padded = zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return padded.joined(separator: "  ").trimmingSpaces
        }.joined(separator: "\n")
    }

    /// One line for each member.
    static func render(_ object: JSONObject) -> String {
        let width = object.members.map(\.name.count).max() ?? 0
        return object.members.map { member in
            let name = member.name + String(repeating: " ", count: width - member.name.count)
            return (name + "  " + printable(member.value.cellText, limit: .max)).trimmingSpaces
        }.joined(separator: "\n")
    }

    /// Nothing that comes from elsewhere may move the cursor of the terminal.
    private static func printable(_ text: String, limit: Int) -> String {
        let clean = String(
            text.map { character in
                character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : character
            })
        guard clean.count > limit else { return clean.isEmpty ? "-" : clean }
        return clean.prefix(limit - 1) + "…"
    }
}
