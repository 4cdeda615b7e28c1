/// The cookies by which browsers are known here: nothing that an upstream should ever see.
///
/// Besides the session of a guarded host, whose name is configured, they are those of the authorization server: of who is
/// signed in, and of which browser began; over plain HTTP without the prefix (RFC 6265bis §4.1.3.2).
enum OwnCookies {
    /// Whether a request has one of those of the authorization server.
    static func areIn(_ block: HeaderBlock) -> Bool {
        var index = block.first(.cookie)
        while let line = index {
            let value = unsafe block.value(line)
            var position = 0
            while let pair = unsafe CookiePair.next(value, &position) {
                if unsafe Self.isOurs(value, pair) { return true }
            }
            index = block.next(.cookie, from: line &+ 1)
        }
        return false
    }

    /// Takes our cookies out of a request; the others stay as they were, and in their order.
    ///
    /// `session` is the name of the guarded host's own cookie; nil leaves that one in.
    static func remove(from block: HeaderBlock, session: [UInt8]?, scratch: WriteBuffer) {
        var isBehindChange = false
        // Lines that are added lie behind the last one, and need no second look.
        for line in 0..<block.lineCount where block.line(line).name == .cookie && !block.line(line).isRemoved {
            let isChanged = unsafe Self.copyOthers(block.value(line), session, to: scratch)
            if isChanged {
                block.remove(at: line)
                if !scratch.isEmpty { unsafe block.append(.cookie, scratch.readable) }
                isBehindChange = true
            } else if isBehindChange {
                block.remove(at: line)
                unsafe block.append(.cookie, block.value(line))
            }
        }
    }

    /// Writes the cookies of a line that are not ours; returns whether one is.
    private static func copyOthers(
        _ value: UnsafeBufferPointer<UInt8>, _ session: [UInt8]?, to scratch: WriteBuffer
    ) -> Bool {
        var position = 0
        var found = false
        scratch.clear()
        while let pair = unsafe CookiePair.next(value, &position) {
            if unsafe Self.isOurs(value, pair) || session.map({ unsafe CookiePair.isNamed($0, value, pair) }) == true {
                found = true
                continue
            }
            if !scratch.isEmpty { scratch.append("; ") }
            unsafe scratch.append(UnsafeBufferPointer(rebasing: value[pair.start..<pair.end]))
        }
        return found
    }

    @inline(__always)
    private static func isOurs(_ value: UnsafeBufferPointer<UInt8>, _ pair: ByteRange) -> Bool {
        let start = unsafe Self.begins(value, pair.start, pair.end, "__Host-") ? pair.start &+ 7 : pair.start
        return unsafe Self.begins(value, start, pair.end, "proxyd_login=")
            || Self.begins(value, start, pair.end, "proxyd_session=")
    }

    @inline(__always)
    private static func begins(
        _ value: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ text: StaticString
    ) -> Bool {
        guard end &- start >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where unsafe value[start &+ index] != text.utf8Start[index] {
            return false
        }
        return true
    }
}
