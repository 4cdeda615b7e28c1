internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Takes the body of an answer of the router as one run of bytes.
final class CollectedBody: Sendable {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    fileprivate func append(_ buffer: ByteBuffer) { collected.withLock { $0 += Array(buffer.readableBytesView) } }
}

/// The writer that the router's answers are written to.
struct CollectingBodyWriter: ResponseBodyWriter {
    let body: CollectedBody

    mutating func write(_ buffer: ByteBuffer) async throws { body.append(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
