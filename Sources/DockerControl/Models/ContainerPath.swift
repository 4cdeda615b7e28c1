/// An absolute path inside of a container, other than its root.
package struct ContainerPath: Sendable, Hashable, CustomStringConvertible {
    /// Without a slash at the end.
    package let description: String

    /// Takes a path; nil when it is not absolute, is the root, has `.` or `..` among its parts or control characters.
    package init?(_ text: String) {
        // As bytes, as the kernel reads it: a character may be a slash and an accent on it.
        let parts = text.utf8.split(separator: 0x2F)
        guard text.utf8.first == 0x2F, !parts.isEmpty, text.utf8.count <= 1_024,
            !parts.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }),
            !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        description = "/" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
}
