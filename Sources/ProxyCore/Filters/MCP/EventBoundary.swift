/// Tells whether a stream of events (HTML §9.2.5, `text/event-stream`) stands between two events: decides, never does.
///
/// Lines end with LF, CR or CR LF; an empty line ends an event.
struct EventBoundary: Equatable {
    /// Whether nothing of an event was passed on that did not end.
    private(set) var isBetweenEvents = true
    private var isAtLineStart = true
    private var endsWithCR = false

    /// These bytes were passed on.
    mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Only the line ends that nothing follows count, and what stood before them.
        var start = bytes.count
        while start > 0, unsafe Self.isLineEnd(bytes[start &- 1]) { start &-= 1 }
        if start > 0 {
            self.isBetweenEvents = false
            self.isAtLineStart = false
            self.endsWithCR = false
        }
        for index in start..<bytes.count { self.endLine(unsafe bytes[index] == 0x0D) }
    }

    private mutating func endLine(_ isCR: Bool) {
        // The second half of CR LF ends nothing that did not end before.
        if self.endsWithCR && !isCR {
            self.endsWithCR = false
            return
        }
        self.isBetweenEvents = self.isAtLineStart
        self.isAtLineStart = true
        self.endsWithCR = isCR
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
