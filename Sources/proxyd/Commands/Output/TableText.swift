internal import ProxyModel

/// Aligned columns for a terminal.
enum TableText {
    /// A line of titles, then one line for each row; cells longer than their column's limit are cut.
    static func render(
        _ rows: [JSONValue], columns: [String], limit: (_ column: String) -> Int = { _ in 60 }
    ) -> String {
        guard !rows.isEmpty else { return "none" }
        let cells = rows.map { row in columns.map { printable(row[$0]?.cellText ?? "", limit: limit($0)) } }
        let titles = columns.map { $0.uppercased().split(separator: "_").joined(separator: " ") }
        let widths = columns.indices.map { index in ([titles] + cells).map { $0[index].count }.max() ?? 0 }
        return ([titles] + cells).map { line in
            let padded = zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return padded.joined(separator: "  ").trimmingSpaces
        }.joined(separator: "\n")
    }

    /// One line for each member that has a value, objects in objects with dotted names; lists of objects follow.
    static func render(_ object: JSONObject) -> String {
        let members = flattened(object, prefix: "")
        let isList: (JSONObject.Member) -> Bool = { $0.value.arrayValue?.contains { $0.objectValue != nil } ?? false }
        let plain = members.filter { !isList($0) }
        let width = plain.map(\.name.count).max() ?? 0
        let lines = plain.map { member in
            let name = member.name + String(repeating: " ", count: width - member.name.count)
            return (name + "  " + printable(member.value.cellText, limit: .max)).trimmingSpaces
        }
        let lists = members.filter(isList).map { member in
            let rows = member.value.arrayValue ?? []
            return "\n" + member.name + ":\n" + render(rows, columns: columns(of: rows))
        }
        return (lines + lists).joined(separator: "\n")
    }

    private static func flattened(_ object: JSONObject, prefix: String) -> [JSONObject.Member] {
        object.members.flatMap { member -> [JSONObject.Member] in
            let name = prefix + member.name
            switch member.value {
            case .null, .string(""), .array([]): return []
            case .object(let nested): return flattened(nested, prefix: name + ".")
            default: return [JSONObject.Member(name: name, value: member.value)]
            }
        }
    }

    /// The members that have a value in some row, in the order in which they first appear; at most eight.
    private static func columns(of rows: [JSONValue]) -> [String] {
        var names: [String] = []
        for member in rows.flatMap({ $0.objectValue?.members ?? [] })
        where !member.value.cellText.isEmpty && !names.contains(member.name) { names.append(member.name) }
        return Array(names.prefix(8))
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
