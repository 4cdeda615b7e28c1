/// Something of the engine's host that a service sees, written `source:target[:ro|rw]`.
package struct ServiceVolume: Sendable, Hashable, CustomStringConvertible {
    /// The name of a volume, or an absolute path of the host.
    package var source: String
    /// Absolute path in the container.
    package var target: String
    /// Whether the container cannot change it.
    package var isReadOnly = false

    /// Whether it is a part of the host's file system.
    package var isBind: Bool { source.hasPrefix("/") }

    /// As it was written.
    package var description: String { "\(source):\(target)\(isReadOnly ? ":ro" : "")" }

    /// Parses `name:/path`, `/host/path:/path`, with `:ro` or `:rw` behind it; nil when it is none.
    ///
    /// A name begins with a letter or digit, and has these, `_`, `.` and `-`; it has at most 64 characters.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts[1].hasPrefix("/"), parts[1].utf8.count > 1,
            text.utf8.count <= 1_024, !text.utf8.contains(where: { $0 < 0x21 || $0 == 0x7F })
        else { return nil }
        let isName =
            (1...64).contains(parts[0].utf8.count)
            && parts[0].utf8.enumerated().allSatisfy { index, byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || index > 0 && "_.-".utf8.contains(byte)
            }
        guard isName || parts[0].hasPrefix("/") else { return nil }
        source = parts[0]
        target = parts[1]
        guard parts.count == 3 else { return }
        switch parts[2] {
        case "ro": isReadOnly = true
        case "rw": isReadOnly = false
        default: return nil
        }
    }
}
