/// The value of `Transfer-Encoding` (RFC 9112 §6.1), of which only `chunked` alone is taken.
enum TransferCoding {
    /// Checks one field value; nil means that it is exactly `chunked`, whatever the case.
    ///
    /// A coding that nobody registered is 501; whatever else leaves the end of the content in doubt is 400
    /// (RFC 9112 §6.3, rule 4).
    @inline(__always)
    static func rejection(_ source: UnsafePointer<UInt8>, _ count: Int) -> HTTP1Rejection? {
        if unsafe CaseFolding.equal(source, count, "chunked") { return nil }
        return unsafe Self.judge(source, count)
    }

    @inline(never)
    private static func judge(_ source: UnsafePointer<UInt8>, _ count: Int) -> HTTP1Rejection {
        var index = 0
        var sawChunked = false
        var unknown = false
        var lastIsChunked = false
        while true {
            let start = index
            while index < count, unsafe ASCIISet.token.contains(source[index]) { index += 1 }
            guard index > start else { return .invalidTransferEncoding }
            if sawChunked { return .invalidTransferEncoding }
            lastIsChunked = unsafe CaseFolding.equal(source + start, index - start, "chunked")
            sawChunked = lastIsChunked
            if !lastIsChunked, unsafe !Self.isRegistered(source + start, index - start) { unknown = true }
            while index < count, unsafe source[index] == 0x20 || source[index] == 0x09 { index += 1 }
            if index == count { break }
            guard unsafe source[index] == 0x2C else { return .invalidTransferEncoding }
            index += 1
            while index < count, unsafe source[index] == 0x20 || source[index] == 0x09 { index += 1 }
        }
        return unknown || lastIsChunked ? .unknownTransferCoding : .invalidTransferEncoding
    }

    private static func isRegistered(_ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe CaseFolding.equal(source, count, "gzip") || CaseFolding.equal(source, count, "deflate")
            || CaseFolding.equal(source, count, "compress") || CaseFolding.equal(source, count, "x-gzip")
            || CaseFolding.equal(source, count, "x-compress") || CaseFolding.equal(source, count, "identity")
    }
}
