/// The `.env` format: `NAME=value` lines, `#` comments, an optional `export`, values plain or in quotes.
enum DotEnvFile {
    /// Reads the lines of a file; later lines win.
    ///
    /// Throws `SettingProblem` naming the first line that is none of these.
    static func parse(_ contents: String) throws(SettingProblem) -> [String: String] {
        var values: [String: String] = [:]
        for (index, raw) in contents.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var line = raw.trimmingSpaces
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingSpaces }
            guard let equals = line.firstIndex(of: "="), isName(line[..<equals].trimmingSpaces),
                let value = value(line[line.index(after: equals)...].trimmingSpaces)
            else {
                throw SettingProblem(
                    name: ".env", reason: "line \(index + 1) is not NAME=value", example: nil, origin: nil)
            }
            values[line[..<equals].trimmingSpaces] = value
        }
        return values
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }

    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            // A comment after a plain value needs a space before it: a password may contain '#'.
            guard let comment = text.firstRange(of: " #") else { return text }
            return text[..<comment.lowerBound].trimmingSpaces
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let tail = rest.trimmingSpaces
                return tail.isEmpty || tail.hasPrefix("#") ? value : nil
            }
            if character == "\\", quote == "\"", let escaped = rest.popFirst() {
                value.append(escaped == "n" ? "\n" : escaped)
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
