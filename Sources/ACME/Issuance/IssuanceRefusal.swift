/// A failure of an attempt as an error.
struct IssuanceRefusal: Error {
    let failure: IssuanceFailure

    init(_ failure: IssuanceFailure) { self.failure = failure }
}
