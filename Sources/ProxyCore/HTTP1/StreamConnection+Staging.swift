/// What leaves in the current event: a head, chunks and short content go together, by one write.
///
/// The bytes lie in the scratch buffer of the connection's side, which all connections of a worker share. Whoever stages
/// has claimed it before (`Worker.claimClientScratch`, `Worker.claimUpstreamScratch`), so that what another connection
/// left there is written first.
extension StreamConnection {
    /// Content that is longer than one read was kept as a whole before: the scratch buffer would keep its size for good.
    private static var longestCopy: Int { Worker.readCapacity }

    /// Adds one chunk to what is staged; false when the connection failed.
    @inline(__always)
    func stageChunk(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        HTTP1Encoder.chunkStart(UInt64(count), into: self.scratch)
        if count <= Self.longestCopy {
            unsafe self.scratch.append(bytes, count: count)
        } else {
            self.isStaged = true
            guard unsafe self.sendBehindStaged(bytes, count) else { return false }
        }
        HTTP1Encoder.chunkEnd(into: self.scratch)
        self.isStaged = true
        return true
    }

    /// Sends content behind what is staged; false when the connection failed.
    @inline(__always)
    func sendBehindStaged(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard self.isStaged else { return unsafe self.send(bytes, count) }
        // To copy a little is cheaper than to write from two places; under TLS it saves a record.
        if count <= 4096 || self.tls != nil && count <= Self.longestCopy {
            unsafe self.scratch.append(bytes, count: count)
            return true
        }
        self.isStaged = false
        let head = unsafe self.scratch.readable
        guard let start = head.baseAddress else { return unsafe self.send(bytes, count) }
        let sent = unsafe self.send(start, head.count, then: bytes, count)
        self.scratch.clear()
        return sent
    }

    /// Writes what was staged; false when the connection failed.
    @inline(__always)
    func flushStaged() -> Bool {
        guard self.isStaged else { return true }
        self.isStaged = false
        let bytes = unsafe self.scratch.readable
        guard let start = bytes.baseAddress else { return true }
        let sent = unsafe self.send(start, bytes.count)
        self.scratch.clear()
        return sent
    }

    /// Forgets what was staged: nobody is there any more to get it.
    func dropStaged() {
        guard self.isStaged else { return }
        self.isStaged = false
        self.scratch.clear()
    }
}
