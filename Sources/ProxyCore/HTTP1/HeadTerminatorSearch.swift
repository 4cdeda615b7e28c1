/// Remembers how far an incomplete head was looked at, so that bytes that trickle in are not scanned again and again.
///
/// After a parser said `incomplete`, it is worth asking again only when `advance` says so: the end of the first line or
/// of the head arrived, something came that will be refused, or a limit is reached. Each byte is looked at once.
package struct HeadTerminatorSearch: Sendable {
    private var scanned = 0
    private var lastBreak = -2
    private var sawFirstLine = false

    /// Makes a search that has seen nothing.
    package init() {}

    /// Forgets everything, for the next head.
    package mutating func reset() { self = HeadTerminatorSearch() }

    /// Looks at the bytes that are new in `[0, count)` since the last call and says whether parsing is worth a try.
    package mutating func advance(
        _ source: UnsafePointer<UInt8>, _ count: Int, limits: HTTP1Limits
    ) -> Bool {
        var worthwhile = false
        var index = self.scanned
        while index < count {
            index = unsafe WordScan.firstControl(source, index, count)
            guard index < count else { break }
            let byte = unsafe source[index]
            if byte == 0x0A {
                let afterCR = unsafe index > 0 && source[index &- 1] == 0x0D
                if !afterCR || index &- self.lastBreak == 2 { worthwhile = true }
                if !self.sawFirstLine, self.lastBreak != index &- 2, index > 1 {
                    self.sawFirstLine = true
                    worthwhile = true
                }
                self.lastBreak = index
            } else if byte != 0x0D, byte != 0x09 {
                worthwhile = true
            }
            index &+= 1
        }
        let before = self.scanned
        self.scanned = max(before, count)
        if !self.sawFirstLine, before < limits.startLineBytes, count >= limits.startLineBytes { worthwhile = true }
        if count >= limits.headBytes { worthwhile = true }
        return worthwhile
    }
}
