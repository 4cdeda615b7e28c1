internal import Egress

extension FetchBody {
    /// The next part; nil at the end.
    ///
    /// Throws `timedOut` when it does not come within a limit; nil = there is none.
    func nextPart(within limit: Duration? = nil) async throws(EngineFailure) -> [UInt8]? {
        let timer = limit.map { end(after: $0) }
        defer { timer?.cancel() }
        do throws(FetchFailure) {
            return try await makeAsyncIterator().next()
        } catch {
            throw EngineFailure(error)
        }
    }

    /// Everything up to the end.
    func collected(upTo limit: Int) async throws(EngineFailure) -> [UInt8] {
        do throws(FetchFailure) {
            return try await collect(upTo: limit)
        } catch {
            throw EngineFailure(error)
        }
    }
}
