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
    ///
    /// A head that was composed rather than parsed needs no `methodToken`.
    package static func encode(
        _ head: RequestHead, target: UnsafeBufferPointer<UInt8>, framing: BodyFraming, options: Options,
        into buffer: WriteBuffer
    ) {
        let method = unsafe head.methodToken.isEmpty ? Self.bytes(head.method.token) : head.slice(head.methodToken)
        let start = unsafe buffer.reserve(method.count &+ target.count &+ Self.bound(head.block, head.upgrade))
        var cursor = unsafe OutputCursor(start)
        unsafe cursor.write(method)
        unsafe cursor.write(byte: 0x20)
        unsafe cursor.write(target)
        unsafe cursor.write(" HTTP/1.1\r\n")
        unsafe Self.writeFields(head.block, framing, options, head.upgrade, &cursor)
        buffer.commit(unsafe cursor.position - start)
    }

    /// Writes a response head; `untilClose` is written as no framing at all, so pass `close` with it.
    package static func encode(
        _ head: ResponseHead, framing: BodyFraming, options: Options, into buffer: WriteBuffer
    ) {
        let start = unsafe buffer.reserve(Self.bound(head.block, head.upgrade))
        var cursor = unsafe OutputCursor(start)
        unsafe cursor.write("HTTP/1.1 ")
        let status = head.status
        unsafe cursor.write(byte: UInt8(truncatingIfNeeded: status / 100 % 10) &+ 0x30)
        unsafe cursor.write(byte: UInt8(truncatingIfNeeded: status / 10 % 10) &+ 0x30)
        unsafe cursor.write(byte: UInt8(truncatingIfNeeded: status % 10) &+ 0x30)
        unsafe cursor.write(byte: 0x20)
        if head.reason.isEmpty {
            unsafe cursor.write(ReasonPhrase.of(status))
        } else {
            unsafe cursor.write(head.slice(head.reason))
        }
        unsafe cursor.write("\r\n")
        unsafe Self.writeFields(head.block, framing, options, head.upgrade, &cursor)
        buffer.commit(unsafe cursor.position - start)
    }

    /// Writes the start of a chunk of `size` bytes, which is not 0; the content and CRLF follow.
    package static func chunkStart(_ size: UInt64, into buffer: WriteBuffer) {
        buffer.append(hex: size)
        buffer.append("\r\n")
    }

    /// Writes the end of a chunk's content.
    package static func chunkEnd(into buffer: WriteBuffer) { buffer.append("\r\n") }

    /// Writes the last chunk with the trailers that were not removed, if any.
    package static func lastChunk(trailers: HeaderBlock?, into buffer: WriteBuffer) {
        buffer.append("0\r\n")
        if let trailers {
            let start = unsafe buffer.reserve(Self.bound(trailers, .empty))
            var cursor = unsafe OutputCursor(start)
            unsafe Self.writeLines(trailers, &cursor)
            buffer.commit(unsafe cursor.position - start)
        }
        buffer.append("\r\n")
    }
}

extension HTTP1Encoder {
    @inline(__always)
    private static func bytes(_ literal: StaticString) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// Bytes that suffice for everything but method and target: an irregular line grows by two bytes at most, and the
    /// start line's fixed parts, a reason phrase of our own, framing and connection fields stay below 256.
    @inline(__always)
    private static func bound(_ block: HeaderBlock, _ upgrade: ByteRange) -> Int {
        block.byteCount &+ 4 &* block.lineCount &+ upgrade.count &+ 256
    }

    @inline(__always)
    private static func writeFields(
        _ block: HeaderBlock, _ framing: BodyFraming, _ options: Options, _ upgrade: ByteRange,
        _ cursor: inout OutputCursor
    ) {
        unsafe Self.writeLines(block, &cursor)
        switch framing {
        case .none, .untilClose: break
        case .chunked: unsafe cursor.write("Transfer-Encoding: chunked\r\n")
        case .length(let length):
            unsafe cursor.write("Content-Length: ")
            unsafe cursor.write(decimal: length)
            unsafe cursor.write("\r\n")
        }
        if options.rawValue != 0 { unsafe Self.writeConnection(options, block.slice(upgrade), &cursor) }
        unsafe cursor.write("\r\n")
    }

    /// Copies runs of neighbouring lines at once; a removed line or one with odd white space ends a run.
    @inline(__always)
    private static func writeLines(_ block: HeaderBlock, _ cursor: inout OutputCursor) {
        let bytes = unsafe UnsafePointer(block.bytes)
        let lines = unsafe block.lines
        let count = block.lineCount
        var (runStart, runEnd) = (0, 0)
        var index = 0
        while index < count {
            let line = unsafe lines[index]
            index &+= 1
            if line.flags.rawValue == 0 {
                if Int(line.nameOffset) != runEnd {
                    unsafe cursor.write(bytes + runStart, runEnd &- runStart)
                    runStart = Int(line.nameOffset)
                }
                runEnd = line.regularEnd
            } else if line.flags == .irregular {
                unsafe cursor.write(bytes + runStart, runEnd &- runStart)
                (runStart, runEnd) = (0, 0)
                unsafe cursor.write(block.slice(line.nameRange))
                unsafe cursor.write(": ")
                unsafe cursor.write(block.slice(line.valueRange))
                unsafe cursor.write("\r\n")
            }
        }
        unsafe cursor.write(bytes + runStart, runEnd &- runStart)
    }

    @inline(never)
    private static func writeConnection(
        _ options: Options, _ upgrade: UnsafeBufferPointer<UInt8>, _ cursor: inout OutputCursor
    ) {
        if options.contains(.upgrade), !upgrade.isEmpty {
            unsafe cursor.write("Connection: Upgrade\r\nUpgrade: ")
            unsafe cursor.write(upgrade)
            unsafe cursor.write("\r\n")
        } else if options.contains(.trailers) {
            unsafe cursor.write("TE: trailers\r\n")
            unsafe cursor.write(options.contains(.close) ? "Connection: close, TE\r\n" : "Connection: TE\r\n")
        } else if options.contains(.close) {
            unsafe cursor.write("Connection: close\r\n")
        } else if options.contains(.keepAlive) {
            unsafe cursor.write("Connection: keep-alive\r\n")
        }
    }
}
