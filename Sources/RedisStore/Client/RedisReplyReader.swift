internal import CHiredis

/// hiredis's reply parser: bytes in, whole replies out.
///
/// Confined to one thread. After it has thrown once, the stream is out of step and the reader must be dropped.
@safe final class RedisReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>

    /// Makes a reader; nil when there is no memory.
    init?() {
        guard let reader = unsafe redisReaderCreate() else { return nil }
        unsafe self.reader = reader
    }

    deinit { unsafe redisReaderFree(reader) }

    /// Adds the first `count` bytes of a buffer that was read into; throws `RedisError.connectionLost`.
    func feed(_ buffer: [UInt8], _ count: Int) throws(RedisError) {
        let status = unsafe buffer.withUnsafeBytes { raw in
            let text = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe redisReaderFeed(reader, text, min(count, raw.count))
        }
        guard status == REDIS_OK else { throw failure() }
    }

    /// Takes the next whole reply, or nil when more bytes are needed; throws `RedisError.connectionLost`.
    func next() throws(RedisError) -> RedisReply? {
        var raw: UnsafeMutableRawPointer?
        guard unsafe redisReaderGetReply(reader, &raw) == REDIS_OK else { throw failure() }
        guard let raw = unsafe raw else { return nil }
        defer { unsafe freeReplyObject(raw) }
        return unsafe Self.copy(raw.assumingMemoryBound(to: redisReply.self))
    }

    private func failure() -> RedisError {
        let text = unsafe withUnsafeBytes(of: &reader.pointee.errstr) { raw in
            unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        return .connectionLost("the server sent what is not the Redis protocol (\(text))")
    }

    /// The parser nests seven levels at most, so the recursion is bounded.
    private static func copy(_ reply: UnsafeMutablePointer<redisReply>) -> RedisReply {
        switch unsafe reply.pointee.type {
        case REDIS_REPLY_INTEGER: return unsafe .integer(reply.pointee.integer)
        case REDIS_REPLY_STRING: return unsafe .bytes(bytes(reply))
        case REDIS_REPLY_STATUS: return unsafe .status(String(decoding: bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: return unsafe .error(RedisServerError(String(decoding: bytes(reply), as: UTF8.self)))
        case REDIS_REPLY_ARRAY:
            let count = unsafe reply.pointee.elements
            var elements: [RedisReply] = []
            elements.reserveCapacity(count)
            for index in 0..<count {
                guard let element = unsafe reply.pointee.element[index] else { continue }
                elements.append(unsafe copy(element))
            }
            return .array(elements)
        default: return .null
        }
    }

    private static func bytes(_ reply: UnsafeMutablePointer<redisReply>) -> [UInt8] {
        guard let text = unsafe reply.pointee.str else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: text, count: reply.pointee.len))
    }
}

@available(*, unavailable)
extension RedisReplyReader: Sendable {}
