/// The fields that name a session of an MCP server and its revision, which are no well-known ones.
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

    /// Says which revision a request is of, in place of what its client says.
    func setVersion(_ version: [UInt8]) {
        let name: StaticString = "MCP-Protocol-Version"
        let field = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        unsafe self.removeAll(matching: field)
        unsafe version.withUnsafeBufferPointer { unsafe self.append(name: field, value: $0) }
    }
}
