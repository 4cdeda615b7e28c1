/// Domain names as this program compares them.
package enum DNSName {
    /// Lower case and without a dot at the end; nil when it cannot be a name.
    ///
    /// A name has 1 to 253 bytes in labels of 1 to 63 (RFC 1035 §2.3.4), here of visible ASCII without `\`, `"`, `;`,
    /// `(`, `)` and `@`, which mean something else in the text of a zone. The root is empty.
    package static func canonical(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard !name.isEmpty else { return text == "." ? "" : nil }
        guard name.utf8.count <= 253 else { return nil }
        let forbidden = Array(#"\";()@"#.utf8)
        for label in name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard (1...63).contains(label.count),
                label.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) })
            else { return nil }
        }
        return name.lowercased()
    }

    /// The name without its first label; nil for the root.
    package static func parent(_ name: String) -> String? {
        guard !name.isEmpty else { return nil }
        guard let dot = name.firstIndex(of: ".") else { return "" }
        return String(name[name.index(after: dot)...])
    }

    /// Whether a name is the zone's apex or below it; both canonical.
    package static func isName(_ name: String, in zone: String) -> Bool {
        zone.isEmpty || name == zone || name.hasSuffix("." + zone)
    }
}
