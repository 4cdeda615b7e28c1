/// Work on many values at once, but not on all of them.
enum FewAtATime {
    /// What `body` makes of each, in the order of the values, or the first failure, after which no other is begun.
    ///
    /// Those under way are cancelled then, and waited for.
    static func map<Value: Sendable, Result: Sendable, Failure: Error>(
        _ values: [Value], width: Int,
        _ body: @escaping @Sendable (Value) async throws(Failure) -> Result
    ) async throws(Failure) -> [Result] {
        let outcome = await withTaskGroup(of: (Int, Swift.Result<Result, Failure>).self) { group in
            var results: [Int: Result] = [:]
            var first: Failure?
            var next = 0
            while true {
                while first == nil, next < values.count, next - results.count < max(width, 1) {
                    let (index, value) = (next, values[next])
                    next += 1
                    group.addTask {
                        do throws(Failure) { return (index, .success(try await body(value))) } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                guard let (index, outcome) = await group.next() else { break }
                switch outcome {
                case .success(let result): results[index] = result
                case .failure(let failure):
                    guard first == nil else { continue }
                    first = failure
                    group.cancelAll()
                }
            }
            return (results, first)
        }
        if let failure = outcome.1 { throw failure }
        return values.indices.compactMap { outcome.0[$0] }
    }
}
