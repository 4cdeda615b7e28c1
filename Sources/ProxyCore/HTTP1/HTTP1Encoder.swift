/// Writes HTTP/1.1 heads and chunked framing into a `WriteBuffer`.
///
/// Lines that were not removed are copied in maximal runs as they were received; framing and connection fields are
/// written from the arguments alone, as those of the received head are removed by the parsers.
package enum HTTP1Encoder {
    /// What is said about the connection.
    package struct Options: OptionSet, Sendable {
        package let rawValue: UInt8
        @inline(__always)
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `Connection: close`.
        package static var close: Options { @inline(__always) get { Options(rawValue: 1) } }
        /// `Connection: keep-alive`, for peers that speak HTTP/1.0.
        package static var keepAlive: Options { @inline(__always) get { Options(rawValue: 2) } }
        /// `Connection: Upgrade` and `Upgrade` with the protocol of the head.
        package static var upgrade: Options { @inline(__always) get { Options(rawValue: 4) } }
        /// `TE: trailers`, for requests whose sender takes them.
        package static var trailers: Options { @inline(__always) get { Options(rawValue: 8) } }
    }

    /// Writes a request head with the target of `head`.
    @inline(__always)
    package static func encode(
        _ head: RequestHead, framing: BodyFraming, options: Options, into buffer: WriteBuffer
    ) {
        unsafe Self.encode(head, target: head.slice(head.target), framing: framing, options: options, into: buffer)
    }

    /// Writes a request head with another target, in origin-form and free of white space and control bytes.
    package static func encode(
        _ head: RequestHead, target: UnsafeBufferPointer<UInt8>, framing: BodyFraming, options: Options,
        into buffer: WriteBuffer
    ) {
        let method = unsafe head.slice(head.methodToken)
        // One reservation for everything whose length is known now; the rest is short.
        let start = unsafe buffer.reserve(method.count &+ target.count &+ head.block.byteCount &+ Self.reserve)
        var cursor = unsafe start
        unsafe Self.write(method, &cursor)
        unsafe cursor[0] = 0x20
        unsafe cursor += 1
        unsafe Self.write(target, &cursor)
        unsafe Self.write(" HTTP/1.1\r\n", &cursor)
        buffer.commit(unsafe cursor - start)
        Self.writeLines(head.block, into: buffer)
        Self.writeFraming(framing, into: buffer)
        if options.rawValue != 0 {
            unsafe Self.writeConnection(options, upgrade: head.slice(head.upgrade), into: buffer)
        }
        buffer.append("\r\n")
    }

    /// Writes a response head; `untilClose` is written as no framing at all, so pass `close` with it.
    package static func encode(
        _ head: ResponseHead, framing: BodyFraming, options: Options, into buffer: WriteBuffer
    ) {
        let start = unsafe buffer.reserve(head.block.byteCount &+ Self.reserve)
        var cursor = unsafe start
        unsafe Self.write("HTTP/1.1 ", &cursor)
        let status = head.status
        unsafe cursor[0] = UInt8(truncatingIfNeeded: status / 100 % 10) &+ 0x30
        unsafe cursor[1] = UInt8(truncatingIfNeeded: status / 10 % 10) &+ 0x30
        unsafe cursor[2] = UInt8(truncatingIfNeeded: status % 10) &+ 0x30
        unsafe cursor[3] = 0x20
        unsafe cursor += 4
        if head.reason.isEmpty {
            unsafe Self.write(ReasonPhrase.of(status), &cursor)
        } else {
            unsafe Self.write(head.slice(head.reason), &cursor)
        }
        unsafe Self.write("\r\n", &cursor)
        buffer.commit(unsafe cursor - start)
        Self.writeLines(head.block, into: buffer)
        Self.writeFraming(framing, into: buffer)
        if options.rawValue != 0 {
            unsafe Self.writeConnection(options, upgrade: head.slice(head.upgrade), into: buffer)
        }
        buffer.append("\r\n")
    }

    /// Room for the start line's fixed parts, framing, connection fields and the white space of irregular lines.
    private static var reserve: Int { 512 }

    /// Writes the start of a chunk; `size` is not 0. The content and CRLF follow.
    package static func chunkStart(_ size: UInt64, into buffer: WriteBuffer) {
        buffer.append(hex: size)
        buffer.append("\r\n")
    }

    /// Writes the end of a chunk's content.
    package static func chunkEnd(into buffer: WriteBuffer) { buffer.append("\r\n") }

    /// Writes the last chunk with the trailers that were not removed, if any.
    package static func lastChunk(trailers: HeaderBlock?, into buffer: WriteBuffer) {
        buffer.append("0\r\n")
        if let trailers { Self.writeLines(trailers, into: buffer) }
        buffer.append("\r\n")
    }
}

extension HTTP1Encoder {
    @inline(__always)
    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout UnsafeMutablePointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        unsafe cursor.update(from: source, count: bytes.count)
        unsafe cursor += bytes.count
    }

    @inline(__always)
    private static func write(_ literal: StaticString, _ cursor: inout UnsafeMutablePointer<UInt8>) {
        unsafe cursor.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        unsafe cursor += literal.utf8CodeUnitCount
    }

    /// Copies runs of neighbouring lines at once; a removed line or one with odd white space ends a run.
    @inline(__always)
    private static func writeLines(_ block: HeaderBlock, into buffer: WriteBuffer) {
        let bytes = unsafe UnsafePointer(block.bytes)
        let lines = unsafe block.lines
        let count = block.lineCount
        // An irregular line may grow by one space and an empty value by two bytes, hence the room per line.
        let start = unsafe buffer.reserve(block.byteCount &+ 4 &* count)
        var cursor = unsafe start
        var (runStart, runEnd) = (0, 0)
        var index = 0
        while index < count {
            let line = unsafe lines[index]
            index &+= 1
            guard line.flags.rawValue == 0 else {
                if line.flags == .irregular {
                    unsafe Self.flush(bytes, runStart, runEnd, &cursor)
                    (runStart, runEnd) = (0, 0)
                    unsafe Self.write(block.slice(line.nameRange), &cursor)
                    unsafe Self.write(": ", &cursor)
                    unsafe Self.write(block.slice(line.valueRange), &cursor)
                    unsafe Self.write("\r\n", &cursor)
                }
                continue
            }
            if Int(line.nameOffset) != runEnd {
                unsafe Self.flush(bytes, runStart, runEnd, &cursor)
                runStart = Int(line.nameOffset)
            }
            runEnd = line.regularEnd
        }
        unsafe Self.flush(bytes, runStart, runEnd, &cursor)
        buffer.commit(unsafe cursor - start)
    }

    @inline(__always)
    private static func flush(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ cursor: inout UnsafeMutablePointer<UInt8>
    ) {
        guard end > start else { return }
        unsafe cursor.update(from: bytes + start, count: end &- start)
        unsafe cursor += end &- start
    }

    @inline(__always)
    private static func writeFraming(_ framing: BodyFraming, into buffer: WriteBuffer) {
        switch framing {
        case .none, .untilClose: break
        case .chunked: buffer.append("Transfer-Encoding: chunked\r\n")
        case .length(let length):
            buffer.append("Content-Length: ")
            buffer.append(decimal: length)
            buffer.append("\r\n")
        }
    }

    private static func writeConnection(
        _ options: Options, upgrade: UnsafeBufferPointer<UInt8>, into buffer: WriteBuffer
    ) {
        if options.contains(.upgrade), !upgrade.isEmpty {
            buffer.append("Connection: Upgrade\r\nUpgrade: ")
            unsafe buffer.append(upgrade)
            buffer.append("\r\n")
        } else if options.contains(.trailers) {
            buffer.append(
                options.contains(.close)
                    ? "Connection: close, TE\r\nTE: trailers\r\n" : "Connection: TE\r\nTE: trailers\r\n")
        } else if options.contains(.close) {
            buffer.append("Connection: close\r\n")
        } else if options.contains(.keepAlive) {
            buffer.append("Connection: keep-alive\r\n")
        }
    }
}
