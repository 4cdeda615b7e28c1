/// The fields by which upstreams learn who signed in: from a client they are a forgery, and go whatever the spelling.
///
/// Spellings with `_` or `.` are removed when the head is parsed; here go the ones with `-`.
enum IdentityFields {
    private static let prefix: StaticString = "x-auth-"
    private static let names: [StaticString] = [
        "user-id", "user-name", "user-email", "user-groups", "scopes", "client-id", "assertion", "user", "email",
        "name",
        "groups", "sub", "scope",
    ]

    static func remove(from block: HeaderBlock) {
        for index in 0..<block.lineCount {
            let line = block.line(index)
            guard line.name == .unknown, !line.isRemoved, line.nameLength > 7 else { continue }
            if unsafe self.isIdentity(block.name(index)) { block.remove(at: index) }
        }
    }

    private static func isIdentity(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = name.baseAddress, unsafe FoldedName.equal(start, self.prefix.utf8Start, 7) else {
            return false
        }
        let rest = unsafe start + 7
        let count = name.count - 7
        return self.names.contains { known in
            unsafe known.utf8CodeUnitCount == count && FoldedName.equal(rest, known.utf8Start, count)
        }
    }
}
