/// What a `ChunkedDecoder` found next in the bytes it was given.
package enum ChunkedStep: Equatable, Sendable {
    /// All bytes were consumed and the content goes on.
    case needsMore
    /// Content: a range of the given bytes.
    case content(offset: Int, count: Int)
    /// The last chunk and the trailers were read; what follows in the bytes belongs to the next message.
    case end
    /// The framing is broken; the message cannot be completed and the connection cannot be reused.
    case failed(HTTP1Rejection)
}
