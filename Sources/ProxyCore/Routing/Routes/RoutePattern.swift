/// The rules for path patterns that a route may have; whoever accepts routes asks here first.
package enum RoutePattern {
    /// Checks a regular expression; nil = it can be used.
    package static func validate(regex pattern: String) -> RegexProblem? {
        do throws(RegexProblem) {
            _ = try PathRegex(pattern)
            return nil
        } catch {
            return error
        }
    }

    /// Checks an exact or prefix pattern; nil = it can be used, else what is wrong, in words.
    ///
    /// It is compared with canonical paths, so it begins with `/` and has no query, fragment, space or control byte.
    package static func validate(path pattern: String) -> String? {
        guard pattern.hasPrefix("/") else { return "a path pattern begins with '/'" }
        guard pattern.utf8.count <= 2_048 else { return "a path pattern has at most 2048 bytes" }
        for byte in pattern.utf8 {
            if byte == 0x3F || byte == 0x23 { return "a path pattern ends before '?' and '#'" }
            if byte <= 0x20 || byte >= 0x7F { return "a path pattern is printable ASCII; write other bytes as %XX" }
        }
        return nil
    }
}
