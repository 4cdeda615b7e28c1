internal import Egress

extension FetchBody {
    /// The next part; nil at the end.
    func nextPart() async throws(EngineFailure) -> [UInt8]? {
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
