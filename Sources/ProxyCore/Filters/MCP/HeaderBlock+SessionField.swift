/// The field that names a session of an MCP server, which is no well-known one.
extension HeaderBlock {
    private static var sessionField: UnsafeBufferPointer<UInt8> {
        let name: StaticString = "Mcp-Session-Id"
        return unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// What the first such field says; nil when there is none.
    var session: [UInt8]? {
        guard let line = unsafe self.first(matching: Self.sessionField) else { return nil }
        return unsafe Array(self.value(line))
    }

    /// Removes every such field, also in spellings that a backend may take for it.
    func removeSession() { unsafe self.removeAll(matching: Self.sessionField) }

    /// Appends such a field; the text is free of CR, LF and NUL.
    func appendSession(_ text: [UInt8]) {
        unsafe text.withUnsafeBufferPointer { unsafe self.append(name: Self.sessionField, value: $0) }
    }
}
