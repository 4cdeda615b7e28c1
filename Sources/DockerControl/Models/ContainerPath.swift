/// An absolute path inside of a container, other than its root.
package struct ContainerPath: Sendable, Hashable, CustomStringConvertible {
    /// Without a slash at the end.
    package let description: String

    /// Takes a path; nil when it is not absolute, is the root, has `.` or `..` among its parts or control characters.
    package init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard text.hasPrefix("/"), !parts.isEmpty, text.utf8.count <= 1_024,
            !parts.contains(where: { $0 == "." || $0 == ".." }), !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        description = "/" + parts.joined(separator: "/")
    }
}
