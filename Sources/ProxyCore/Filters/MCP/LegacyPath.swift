/// Where servers of the transport of 2024-11-05 usually are: their stream, and what takes their clients' messages.
enum LegacyPath {
    private static let names: [StaticString] = ["sse", "message", "messages"]

    /// Whether the last segment of a path has one of these names, with or without a slash behind it.
    static func contains(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = path.count
        if end > 1, unsafe path[end - 1] == 0x2F { end -= 1 }
        var start = end
        while start > 0, unsafe path[start - 1] != 0x2F { start -= 1 }
        let segment = unsafe UnsafeBufferPointer(rebasing: path[start..<end])
        guard let first = segment.baseAddress else { return false }
        return self.names.contains { unsafe CaseFolding.equal(first, segment.count, $0) }
    }
}
