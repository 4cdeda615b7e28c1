/// What one attempt to read or write came to.
package enum IOResult: Equatable {
    /// So many bytes were moved; never zero.
    case bytes(Int)
    /// Nothing could be moved now; readiness will be reported.
    case wouldBlock
    /// The peer has finished sending.
    case end
    /// The descriptor failed with this `errno`.
    case failed(Int32)
}
