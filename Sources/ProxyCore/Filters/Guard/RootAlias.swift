/// The endpoints of an authorization server that clients of MCP's first authorization (2025-03-26, "Fallbacks for Servers
/// without Metadata Discovery") look for at the root of the MCP server's own host.
enum RootAlias {
    private static let names: [StaticString] = ["/authorize", "/token", "/register", "/revoke"]

    /// Whether a canonical path is one of theirs, with or without a slash at its end.
    @inline(__always)
    static func contains(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard path.count >= 6, path.count <= 11 else { return false }
        return unsafe Self.isName(path)
    }

    @inline(never)
    private static func isName(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = unsafe path[path.count &- 1] == 0x2F ? path.count &- 1 : path.count
        for name in Self.names where name.utf8CodeUnitCount == count {
            var index = 0
            while index < count, unsafe path[index] == name.utf8Start[index] { index &+= 1 }
            if index == count { return true }
        }
        return false
    }
}
