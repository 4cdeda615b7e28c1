import Reactor
import Testing

extension Reactor {
    /// Turns the loop until a condition holds; fails the test after `seconds`.
    func turn(
        _ seconds: Int64 = 10, until condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let end = Reactor.clock() + seconds * 1000
        while !condition() {
            guard Reactor.clock() < end else {
                Issue.record("the loop was turned for \(seconds) s in vain", sourceLocation: sourceLocation)
                return
            }
            turn(limit: 50)
        }
    }
}
