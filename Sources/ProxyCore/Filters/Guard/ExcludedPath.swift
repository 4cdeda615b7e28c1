internal import ProxyModel

/// A path that a guard lets pass.
///
/// `/a` stands for itself and everything below it, `/a/` for everything below, `/a*` for all that begins so. A path with
/// escapes, path parameters or empty segments counts only where it is the rule itself: backends differ in what they make
/// of those, and one of them may make it a guarded path.
struct ExcludedPath {
    private let prefix: [UInt8]
    private let endsAnywhere: Bool

    init(_ text: String) {
        let isOpen = text.hasSuffix("*")
        self.prefix = Array((isOpen ? String(text.dropLast()) : text).utf8)
        self.endsAnywhere = isOpen || text.hasSuffix("/")
    }

    /// Whether a canonical path is let pass.
    func contains(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard path.count >= self.prefix.count else { return false }
        for index in 0..<self.prefix.count where unsafe path[index] != self.prefix[index] { return false }
        if path.count == self.prefix.count { return true }
        guard unsafe self.endsAnywhere || path[self.prefix.count] == 0x2F else { return false }
        return unsafe Self.isPlain(path, from: self.prefix.count)
    }

    /// Whether no backend could take what stands behind `start` for another path.
    static func isPlain(_ path: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        for index in start..<path.count {
            switch unsafe path[index] {
            case 0x25, 0x3B, 0x5C: return false
            case 0x2F where unsafe index > 0 && path[index &- 1] == 0x2F: return false
            case 0x80...: return false
            default: break
            }
        }
        return true
    }
}
