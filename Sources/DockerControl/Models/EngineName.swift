/// The name or the identifier of a container, a network or a volume.
///
/// It has no character that a path or a mode such as `container:x` would read as something else.
package struct EngineName: Sendable, Hashable, CustomStringConvertible {
    /// The text; 1 to 255 characters.
    package let description: String

    /// Takes a text in the form that engines allow (`[A-Za-z0-9][A-Za-z0-9_.-]*`), with or without a slash before it;
    /// nil for every other.
    package init?(_ text: String) {
        let name = text.hasPrefix("/") ? text.dropFirst() : text[...]
        let isAlphanumeric: (UInt8) -> Bool = { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard (1...255).contains(name.utf8.count), let first = name.utf8.first, isAlphanumeric(first),
            name.utf8.allSatisfy({ isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D })
        else { return nil }
        description = String(name)
    }

    /// Takes a text that was made in this form.
    init(checked text: String) { description = text }
}
