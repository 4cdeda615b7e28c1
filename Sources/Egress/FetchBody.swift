/// The content of an answer, for one reader.
///
/// What was not read yet is bounded: the peer has to wait when the reader is slow. The transfer ends with the last
/// reference, with the reader's task, or by `cancel()`.
package final class FetchBody: AsyncSequence, Sendable {
    /// Some bytes, at least one.
    package typealias Element = [UInt8]
    /// What reading throws.
    package typealias Failure = FetchFailure

    let buffer: StreamBuffer

    init(_ buffer: StreamBuffer) { self.buffer = buffer }

    deinit { buffer.cancel() }

    /// Ends the transfer; reading throws `cancelled` from then on.
    package func cancel() { buffer.cancel() }

    /// Reads to the end; throws `tooLarge` when it is more than so many bytes.
    package func collect(upTo limit: Int) async throws(FetchFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await buffer.next() {
            guard part.count <= limit - bytes.count else {
                cancel()
                throw FetchFailure(.tooLarge, "more than \(limit) bytes")
            }
            bytes += part
        }
        return bytes
    }

    /// Reads to the end like `collect(upTo:)`; throws `timedOut` when that takes longer.
    package func collect(upTo limit: Int, within deadline: Duration) async throws(FetchFailure) -> [UInt8] {
        let timer = end(after: deadline)
        defer { timer.cancel() }
        return try await collect(upTo: limit)
    }

    /// Ends the transfer after a while, unless the returned task is cancelled before; reading throws `timedOut` then.
    package func end(after deadline: Duration) -> Task<Void, Never> {
        Task { [buffer] in
            guard (try? await Task.sleep(for: deadline)) != nil else { return }
            buffer.cancel(FetchFailure(.timedOut, "no end within \(deadline)"))
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    /// Reads part by part.
    package struct Iterator: AsyncIteratorProtocol {
        let body: FetchBody

        /// The next part; nil at the end.
        ///
        /// Throws `FetchFailure`.
        package func next() async throws(FetchFailure) -> [UInt8]? { try await body.buffer.next() }

        /// The next part; nil at the end.
        ///
        /// Throws `FetchFailure`.
        package func next(isolation actor: isolated (any Actor)?) async throws(FetchFailure) -> [UInt8]? {
            try await body.buffer.next()
        }
    }
}
