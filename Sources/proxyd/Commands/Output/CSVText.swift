internal import ProxyModel

/// Comma-separated values with a line of titles (RFC 4180, lines end with LF).
enum CSVText {
    static func render(_ rows: [JSONValue], columns: [String]) -> String {
        let lines = rows.map { row in columns.map { row[$0]?.cellText ?? "" } }
        return ([columns] + lines).map { $0.map(quoted).joined(separator: ",") }.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
