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

    /// Removes the fields whose names begin as the configuration of the host, or of the host whose target is used, says.
    @inline(__always)
    static func removeOwn(from block: HeaderBlock, _ match: RouteMatch) {
        if let rules = match.proxy?.guardRules, rules.hasOwnPrefix { Self.remove(rules.prefix, from: block) }
        if let rules = match.targetProxy?.guardRules, rules.hasOwnPrefix { Self.remove(rules.prefix, from: block) }
    }

    @inline(never)
    private static func remove(_ prefix: [UInt8], from block: HeaderBlock) {
        unsafe prefix.withUnsafeBufferPointer { prefix in
            guard let start = prefix.baseAddress else { return }
            for index in 0..<block.lineCount where !block.line(index).isRemoved {
                let name = unsafe block.name(index)
                guard name.count > prefix.count, let spelled = name.baseAddress,
                    unsafe FoldedName.equal(spelled, start, prefix.count)
                else { continue }
                if unsafe Self.isKnown(spelled + prefix.count, name.count - prefix.count) { block.remove(at: index) }
            }
        }
    }

    private static func isKnown(_ rest: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        self.names.contains { known in
            unsafe known.utf8CodeUnitCount == count && FoldedName.equal(rest, known.utf8Start, count)
        }
    }

    private static func isIdentity(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = name.baseAddress, unsafe FoldedName.equal(start, self.prefix.utf8Start, 7) else {
            return false
        }
        return unsafe Self.isKnown(start + 7, name.count - 7)
    }
}
