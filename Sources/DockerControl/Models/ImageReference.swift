/// The name of an image: registry, repository, and a tag or a digest.
///
/// The grammar is that of the OCI distribution's references; names are made complete as Docker does it, so that `nginx`
/// and `docker.io/library/nginx:latest` are equal.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// Host and maybe port, such as `docker.io` or `localhost:5000`.
    package let registry: String
    /// The path at the registry, such as `library/nginx`.
    package let repository: String
    /// What stands behind the colon; nil when there is only a digest.
    package let tag: String?
    /// Such as `sha256:…`; nil when the image is not pinned.
    package let digest: String?

    /// Parses a reference; nil when it is none.
    package init?(_ text: String) {
        guard text.utf8.count <= 512 else { return nil }
        var rest = text[...]
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            let wanted = rest[rest.index(after: at)...]
            guard Self.isDigest(wanted) else { return nil }
            digest = String(wanted)
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let wanted = rest[rest.index(after: colon)...]
            guard Self.isTag(wanted) else { return nil }
            tag = String(wanted)
            rest = rest[..<colon]
        }
        var registry = "docker.io"
        if let slash = rest.firstIndex(of: "/") {
            let first = rest[..<slash]
            if first == "localhost" || first.contains(where: { $0 == "." || $0 == ":" || $0.isUppercase }) {
                guard Self.isRegistry(first) else { return nil }
                registry = first == "index.docker.io" ? "docker.io" : first.lowercased()
                rest = rest[rest.index(after: slash)...]
            }
        }
        let components = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard rest.utf8.count <= 255, components.allSatisfy(Self.isComponent) else { return nil }
        self.registry = registry
        repository = registry == "docker.io" && components.count == 1 ? "library/\(rest)" : String(rest)
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
    }

    /// Registry and repository.
    package var name: String { "\(registry)/\(repository)" }

    /// The complete reference.
    package var description: String { name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }

    private static func isComponent(_ text: Substring) -> Bool {
        // Letters and digits, with one separator between them: `.`, `_`, `__` or any number of `-`.
        var separator = ""
        var isEmpty = true
        for character in text.unicodeScalars {
            switch character {
            case "a"..."z", "0"..."9":
                guard separator.isEmpty || !isEmpty else { return false }
                separator = ""
                isEmpty = false
            case "." where separator.isEmpty, "_" where separator.isEmpty || separator == "_",
                "-" where separator.isEmpty || separator.hasPrefix("-"):
                separator.unicodeScalars.append(character)
            default: return false
            }
        }
        return !isEmpty && separator.isEmpty
    }

    private static func isTag(_ text: Substring) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.first != 0x2E && text.utf8.first != 0x2D
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.allSatisfy(isAlphanumeric)
            && (32...128).contains(parts[1].utf8.count)
            && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isRegistry(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let labels = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let isHost = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.first != 0x2D && label.utf8.last != 0x2D
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
        }
        guard isHost, parts.count <= 2 else { return false }
        return parts.count == 1
            || (1...5).contains(parts[1].utf8.count) && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
