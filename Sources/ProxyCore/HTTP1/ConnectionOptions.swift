/// The options that all `Connection` lines of a head name (RFC 9110 §7.6.1).
struct ConnectionOptions: OptionSet {
    let rawValue: UInt8
    static var close: ConnectionOptions { ConnectionOptions(rawValue: 1) }
    static var keepAlive: ConnectionOptions { ConnectionOptions(rawValue: 2) }
    static var upgrade: ConnectionOptions { ConnectionOptions(rawValue: 4) }

    /// Options that name a field; each costs one walk over the lines.
    private static let maximumNamedFields = 32

    /// Reads the options and removes every field that they name.
    ///
    /// A sender must not name fields that are meant for everybody. Most of those are taken out as it asked; a message
    /// that names what frames or addresses it (`Host`, `Content-Length`, `Transfer-Encoding`, `Expect`) is refused.
    static func apply(to block: HeaderBlock, firstLine: Int) throws(HTTP1Rejection) -> ConnectionOptions {
        var options: ConnectionOptions = []
        var named = 0
        for index in firstLine..<block.lineCount where block.line(index).name == .connection {
            let line = block.line(index)
            // Removal never moves bytes, so the pointer holds.
            let value = unsafe UnsafePointer(block.bytes + Int(line.valueOffset))
            let count = Int(line.valueLength)
            if unsafe CaseFolding.equal(value, count, "keep-alive") {
                options.insert(.keepAlive)
            } else if unsafe CaseFolding.equal(value, count, "close") {
                options.insert(.close)
            } else {
                try unsafe Self.read(value, count, block, &options, &named)
            }
        }
        return options
    }

    private static func read(
        _ value: UnsafePointer<UInt8>, _ count: Int, _ block: HeaderBlock, _ options: inout ConnectionOptions,
        _ named: inout Int
    ) throws(HTTP1Rejection) {
        var index = 0
        while index < count {
            let byte = unsafe value[index]
            if byte == 0x2C || byte == 0x20 || byte == 0x09 {
                index += 1
                continue
            }
            let start = index
            while index < count, unsafe ASCIISet.token.contains(value[index]) { index += 1 }
            guard index > start else { throw .invalidConnection }
            try unsafe Self.take(value + start, index - start, block, &options, &named)
            while index < count, unsafe value[index] == 0x20 || value[index] == 0x09 { index += 1 }
            guard unsafe index == count || value[index] == 0x2C else { throw .invalidConnection }
        }
    }

    private static func take(
        _ option: UnsafePointer<UInt8>, _ count: Int, _ block: HeaderBlock, _ options: inout ConnectionOptions,
        _ named: inout Int
    ) throws(HTTP1Rejection) {
        if unsafe CaseFolding.equal(option, count, "close") {
            options.insert(.close)
            return
        }
        switch unsafe FieldName(option, count: count) {
        case .keepAlive:
            options.insert(.keepAlive)
        case .upgrade:
            options.insert(.upgrade)
        case .host, .contentLength, .transferEncoding, .expect:
            throw .connectionNamesFraming
        case .te, .connection, .proxyConnection, .http2Settings:
            break
        default:
            named += 1
            guard named <= Self.maximumNamedFields else { throw .invalidConnection }
            unsafe block.removeAll(matching: UnsafeBufferPointer(start: option, count: count))
        }
    }
}
