/// A redirect that a route answers with.
package final class RedirectAnswer {
    /// The status code, one that `Location` goes with.
    package let status: Int
    /// The value of `Location`.
    package let location: TargetTemplate

    init(status: Int, location: String) {
        self.status = status
        self.location = TargetTemplate(location)
    }
}

@available(*, unavailable)
extension RedirectAnswer: Sendable {}
