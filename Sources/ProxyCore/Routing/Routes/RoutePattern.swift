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
    /// It is compared with canonical paths, so it begins with `/`, has no query, fragment, space or control byte, and is
    /// spelled as `PathNormalizer` spells paths: no dot segments, no escapes of what needs none.
    package static func validate(path pattern: String) -> String? {
        guard pattern.hasPrefix("/") else { return "a path pattern begins with '/'" }
        guard pattern.utf8.count <= 2_048 else { return "a path pattern has at most 2048 bytes" }
        for byte in pattern.utf8 {
            if byte == 0x3F || byte == 0x23 { return "a path pattern ends before '?' and '#'" }
            if byte <= 0x20 || byte >= 0x7F { return "a path pattern is printable ASCII; write other bytes as %XX" }
        }
        guard let canonical = self.canonical(pattern) else {
            return "a path pattern has no '\\', no broken %XX and does not climb above the root"
        }
        return canonical == pattern ? nil : "requests for this path are seen as '\(canonical)': write it so"
    }

    /// The spelling in which requests for a path are matched; nil when they are refused before.
    static func canonical(_ path: String) -> String? {
        let bytes = Array(path.utf8)
        var target = [UInt8](repeating: 0, count: bytes.count)
        let count = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target -> Int? in
                guard let source = source.baseAddress, let target = target.baseAddress else { return nil }
                return try? unsafe PathNormalizer.normalize(source, bytes.count, into: target).count
            }
        }
        return count.map { String(decoding: target[..<$0], as: UTF8.self) }
    }
}
